/** Copies built files to a site's bucket on each deployment, using the CDK's own function with a role written here. */
import { Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  BucketDeployment,
  type BucketDeploymentProps,
  CacheControl,
  type ISource,
} from 'aws-cdk-lib/aws-s3-deployment';
import { Construct, type IConstruct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { logGroup } from './logs.ts';
import type { StaticSite } from './static-site.ts';

interface Props {
  tenant: string;
  /** What must exist before a new page does. */
  after: IConstruct[];
}

type What = Pick<BucketDeploymentProps, 'sources' | 'exclude' | 'include' | 'contentEncoding'>;

export class Publisher extends Construct {
  private readonly after: IConstruct[];
  private readonly log: LogGroup;
  private readonly role: Role;
  private readonly policy: Policy;
  private hasLayer = false;

  constructor(scope: Construct, id: string, { tenant, after }: Props) {
    super(scope, id);
    this.after = after;
    this.log = logGroup(this, 'Log', `/aws/lambda/${tenant}-foyer-publisher`);
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.policy = new Policy(this, 'Grants', { roles: [this.role] });

    const { partition, account, region, synthesizer } = Stack.of(this);
    const assets = `cdk-${synthesizer.bootstrapQualifier}-assets`;
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], this.log.logGroupArn);
    this.allow(['s3:GetObject'], `arn:${partition}:s3:::${assets}-${account}-${region}/*`);
    acknowledge(this.policy, {
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${assets}-<AWS::AccountId>-<AWS::Region>/*]`]:
        'Built files are named by their hashes.',
    });
  }

  /**
   * The files that a page loads are uploaded before the page. Files of earlier versions stay in the bucket, so that a page
   * opened before an upgrade can still load the rest. CloudFront needs no invalidation: a file that can change has a short
   * cache time.
   */
  publish(site: StaticSite, built: ISource, ...more: ISource[]): void {
    const { bucket, hashed, hashedEncoding, cacheControl } = site;
    this.allow(['s3:ListBucket'], bucket.bucketArn);
    this.allow(['s3:PutObject'], bucket.arnForObjects('*'));
    const [bucketId] = Stack.of(this).resolve(bucket.bucketArn)['Fn::GetAtt'];
    acknowledge(this.policy, {
      [`AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/*]`]: 'It writes all of the site’s files.',
    });
    const copy = (id: string, what: What, kept: string) => {
      const deployment = new BucketDeployment(site, id, {
        ...what,
        destinationBucket: bucket,
        prune: false,
        cacheControl: [CacheControl.fromString(kept)],
        role: this.role.withoutPolicyUpdates(),
        logGroup: this.log,
      });
      // All deployments of a stack share the function, and so the first one's layer of 22 MB.
      if (this.hasLayer) deployment.node.tryRemoveChild('AwsCliLayer');
      this.hasLayer = true;
      acknowledgeCdkFunction(deployment);
      return deployment.node.findChild('CustomResource');
    };
    const immutable = 'public, max-age=31536000, immutable';
    const encoding = hashedEncoding && { contentEncoding: hashedEncoding };
    const chunks = copy('Chunks', { sources: [built], exclude: ['*'], include: [hashed], ...encoding }, immutable);
    const entries = copy('Entries', { sources: [built, ...more], exclude: [hashed] }, cacheControl);
    entries.node.addDependency(chunks);
    // Also on deletion, in reverse: the files are deleted before the grants and before the bucket emptier.
    chunks.node.addDependency(this.policy, ...this.after, bucket.node.findChild('AutoDeleteObjectsCustomResource'));
  }

  private allow(actions: string[], resource: string): void {
    this.policy.addStatements(new PolicyStatement({ actions, resources: [resource] }));
  }
}

/** One function serves all deployments of a stack. It is at the top of the stack. */
function acknowledgeCdkFunction(deployment: BucketDeployment): void {
  const provider = Stack.of(deployment).node.children.find(({ node }) =>
    node.id.startsWith('Custom::CDKBucketDeployment'),
  );
  if (!provider) throw new Error('The CDK’s function for bucket deployments was not found where it used to be.');
  const cdks =
    'The CDK provides the function and its runtime. It runs only during a deployment, and CloudFormation waits for it.';
  acknowledge(provider, {
    'AwsSolutions-L1': cdks,
    'Serverless-LambdaLatestVersion': cdks,
    'Serverless-LambdaTracing': cdks,
    'Serverless-LambdaDLQ': cdks,
  });
}
