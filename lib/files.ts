/**
 * What people send each other. Uploads are in quarantine: scanned, read by one function, deleted after a day. Clean ones are
 * copied to the files, which have a distribution of their own, so that nothing in them is ever of the console's origin.
 */
import { ArnFormat, type CfnElement, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { CfnMalwareProtectionPlan } from 'aws-cdk-lib/aws-guardduty';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunctionConstruct } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { keepClasses } from '../functions/contract.ts';
import { acknowledge } from './acknowledge.ts';

const SCANNER = 'malware-protection-plan.guardduty.amazonaws.com';

export const logicalIdOf = (bucket: Bucket): string =>
  Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnElement);

export class Files extends Construct {
  readonly uploads: Bucket;
  readonly files: Bucket;
  /** For the functions, and for the pages that may reach them. */
  readonly places: Record<'uploads' | 'files' | 'downloads' | 'region', string>;

  constructor(scope: Construct, id: string, { tenant }: { tenant: string }) {
    super(scope, id);
    this.uploads = this.bucket('Uploads', {
      // A signed address is needed all the same. Pages of any domain may be in the configuration.
      cors: [
        {
          allowedOrigins: ['*'],
          allowedMethods: [HttpMethods.PUT],
          allowedHeaders: ['content-type', 'if-none-match'],
          maxAge: 3600,
        },
      ],
      // Sent within the hour or not at all: this is also how uploads that nobody sends go.
      lifecycleRules: [{ expiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    this.files = this.bucket('Files', {
      lifecycleRules: keepClasses.map((days) => ({
        tagFilters: { keep: String(days) },
        expiration: Duration.days(days),
      })),
    });
    this.scan();
    const { region } = Stack.of(this);
    this.places = {
      uploads: `https://${this.uploads.bucketRegionalDomainName}`,
      files: `https://${this.files.bucketRegionalDomainName}`,
      downloads: `https://${this.distribution(tenant).distributionDomainName}`,
      region,
    };
  }

  /** Calls the function when an upload has been scanned. */
  onScan(lambda: LambdaFunctionConstruct): void {
    const rule = new Rule(this, 'Scanned', {
      eventPattern: {
        source: ['aws.guardduty'],
        detailType: ['GuardDuty Malware Protection Object Scan Result'],
        detail: { s3ObjectDetails: { bucketName: [this.uploads.bucketName] } },
      },
      targets: [new LambdaFunction(lambda, { retryAttempts: 185, maxEventAge: Duration.hours(1) })],
    });
    acknowledge(rule, {
      'Serverless-EventBusDLQ':
        'If no event comes through in an hour, people have been told that the file was not checked.',
    });
  }

  private bucket(id: string, props: Partial<ConstructorParameters<typeof Bucket>[2]>): Bucket {
    const bucket = new Bucket(this, id, {
      ...props,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // With the stack, which is protected against deletion.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    acknowledge(bucket, {
      'AwsSolutions-S1':
        'These logs would hold the address of everyone who sends a file. The log of the chat says who did.',
    });
    return bucket;
  }

  /** https://docs.aws.amazon.com/guardduty/latest/ug/malware-protection-s3-iam-policy-prerequisite.html */
  private scan(): void {
    const { uploads } = this;
    const rules = Stack.of(this).formatArn({
      ...{ service: 'events', resource: 'rule', arnFormat: ArnFormat.SLASH_RESOURCE_NAME },
      resourceName: 'DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*',
    });
    const role = new Role(this, 'Scanner', { assumedBy: new ServicePrincipal(SCANNER) });
    const managed = { StringLike: { 'events:ManagedBy': SCANNER } };
    const policy = new Policy(this, 'ScannerGrants', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['events:PutRule', 'events:DeleteRule', 'events:PutTargets', 'events:RemoveTargets'],
          ...{ resources: [rules], conditions: managed },
        }),
        new PolicyStatement({ actions: ['events:DescribeRule', 'events:ListTargetsByRule'], resources: [rules] }),
        new PolicyStatement({
          actions: ['s3:GetBucketNotification', 's3:PutBucketNotification', 's3:ListBucket'],
          resources: [uploads.bucketArn],
        }),
        new PolicyStatement({
          actions: [
            ...['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging', 's3:GetObjectVersionTagging'],
            ...['s3:PutObjectTagging', 's3:PutObjectVersionTagging'],
          ],
          resources: [uploads.arnForObjects('*')],
        }),
        new PolicyStatement({
          actions: ['s3:PutObject'],
          resources: [uploads.arnForObjects('malware-protection-resource-validation-object')],
        }),
      ],
    });
    const reason =
      'What AWS requires of the role: https://docs.aws.amazon.com/guardduty/latest/ug/malware-protection-s3-iam-policy-prerequisite.html';
    const arn = `<${logicalIdOf(uploads)}.Arn>`;
    acknowledge(policy, {
      [`AwsSolutions-IAM5[Resource::${arn}/*]`]: reason,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*]':
        reason,
    });
    const plan = new CfnMalwareProtectionPlan(this, 'Scan', {
      role: role.roleArn,
      protectedResource: { s3Bucket: { bucketName: uploads.bucketName } },
      actions: { tagging: { status: 'ENABLED' } },
    });
    plan.node.addDependency(policy);
  }

  /**
   * In front of the files, but with no right of its own: S3 checks the signature in the address, which is made for S3's host.
   * It adds the headers that S3 cannot.
   */
  private distribution(tenant: string): Distribution {
    const distribution = new Distribution(this, 'Distribution', {
      comment: `${tenant} foyer files`,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: new HttpOrigin(this.files.bucketRegionalDomainName),
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        // `nosniff` among others. A policy of our own would be one of an account’s twenty.
        responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
      },
    });
    const noNames = 'These logs would hold the address of everyone who gets a file.';
    acknowledge(distribution, {
      'AwsSolutions-CFR1': 'Visitors and agents may be anywhere.',
      'AwsSolutions-CFR2': 'S3 answers only to signed addresses, which work for five minutes.',
      'AwsSolutions-CFR3': noNames,
      'AwsSolutions-CFR7': 'It has no right of its own to the files: whoever asks brings a signature.',
      'AwsSolutions-CFR4': 'CloudFront’s own certificate fixes the minimum TLS version.',
    });
    return distribution;
  }
}
