/** Copies built files into a site's bucket on each deployment: the CDK's own function for it, with a role that is written here. */
import { DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BucketDeployment, type ISource } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { logGroup } from './logs.ts';
import type { StaticSite } from './static-site.ts';

export class Publisher extends Construct {
  private readonly log: LogGroup;
  private readonly role: Role;
  private readonly policy: Policy;

  constructor(scope: Construct, id: string, { tenant }: { tenant: string }) {
    super(scope, id);
    this.log = logGroup(this, 'Log', `/aws/lambda/${tenant}-foyer-publisher`);
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.policy = new Policy(this, 'Grants', { roles: [this.role] });

    const assets = `arn:<AWS::Partition>:s3:::cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-<AWS::AccountId>-<AWS::Region>`;
    const { partition, account, region } = Stack.of(this);
    const assetsArn = `arn:${partition}:s3:::cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-${account}-${region}`;
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], this.log.logGroupArn);
    this.allow(['s3:GetObject'], `${assetsArn}/*`);
    acknowledge(this.policy, {
      [`AwsSolutions-IAM5[Resource::${assets}/*]`]: 'Built files arrive under names made of their hashes.',
    });
  }

  /**
   * Files of earlier versions stay in the bucket, so that a page that was opened before an upgrade still finds what it loads later.
   * @param changing paths whose content changes under the same name: CloudFront drops its copies.
   */
  publish(site: StaticSite, sources: ISource[], changing: string[]): void {
    const { bucket, distribution } = site;
    this.allow(['s3:ListBucket', 's3:GetBucketTagging'], bucket.bucketArn);
    this.allow(['s3:PutObject', 's3:DeleteObject'], bucket.arnForObjects('*'));
    this.allow(['cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'], distribution.distributionArn);
    const [bucketId] = Stack.of(this).resolve(bucket.bucketArn)['Fn::GetAtt'];
    acknowledge(this.policy, {
      [`AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/*]`]: 'It writes the site’s files, all of them.',
    });
    const deployment = new BucketDeployment(site, 'Files', {
      sources,
      destinationBucket: bucket,
      prune: false,
      // Empties the bucket when the stack is removed; it could not be removed otherwise.
      retainOnDelete: false,
      distribution,
      distributionPaths: changing,
      role: this.role.withoutPolicyUpdates(),
      logGroup: this.log,
    });
    // On deletion too: the grants go after the files.
    deployment.node.addDependency(this.policy);
    acknowledgeCdkFunction(deployment);
  }

  private allow(actions: string[], resource: string): void {
    this.policy.addStatements(new PolicyStatement({ actions, resources: [resource] }));
  }
}

/** One function serves every deployment of a stack; it stands at the stack's top. */
function acknowledgeCdkFunction(deployment: BucketDeployment): void {
  const provider = Stack.of(deployment).node.children.find(({ node }) =>
    node.id.startsWith('Custom::CDKBucketDeployment'),
  );
  if (!provider) throw new Error('The CDK’s function for bucket deployments is not where it was.');
  const cdks =
    'The function and its runtime are the CDK’s; it runs only while CloudFormation deploys and waits for its answer.';
  acknowledge(provider, {
    'AwsSolutions-L1': cdks,
    'Serverless-LambdaLatestVersion': cdks,
    'Serverless-LambdaTracing': cdks,
    'Serverless-LambdaDLQ': cdks,
  });
}
