/** Files in a private bucket, served by CloudFront: the widget's and the console's. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  Distribution,
  type DistributionProps,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  type ResponseCustomHeader,
  type ResponseHeadersCorsBehavior,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

interface Props {
  /** Ends in `widget` or `console`: the local cloud tells the distributions apart by it. */
  comment: string;
  contentSecurityPolicy: string;
  headers: ResponseCustomHeader[];
  /** Lets pages of other origins load the files. */
  cors?: ResponseHeadersCorsBehavior;
  /** Paths of the files that carry a hash in their names, as a CloudFront pattern: what is behind such a name never changes. */
  hashed: string;
  /** How long a browser may keep the others. */
  cacheControl: string;
  errorResponses?: DistributionProps['errorResponses'];
}

export class StaticSite extends Construct {
  readonly distribution: Distribution;
  /** `https://…`, without a slash at the end. */
  readonly address: string;
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Everything in it is built from the repository.
      removalPolicy: RemovalPolicy.DESTROY,
      // As with the table: class and interface disagree on optional properties.
    }) as IBucket;
    const origin = S3BucketOrigin.withOriginAccessControl(this.bucket);
    const serve = (responseHeadersPolicy: ResponseHeadersPolicy) => ({
      origin,
      responseHeadersPolicy,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    });
    this.distribution = new Distribution(this, 'Distribution', {
      comment: props.comment,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: serve(this.headers('Headers', props, props.cacheControl)),
      additionalBehaviors: {
        [props.hashed]: serve(this.headers('HashedHeaders', props, 'public, max-age=31536000, immutable')),
      },
      ...(props.errorResponses && { errorResponses: props.errorResponses }),
    });
    this.address = `https://${this.distribution.distributionDomainName}`;

    const noVisitorsLogged =
      'These logs would keep the address of everyone who opens a page with the widget; metrics and the APIs’ own logs serve the operator.';
    acknowledge(this.bucket, { 'AwsSolutions-S1': noVisitorsLogged });
    acknowledge(this.distribution, {
      'AwsSolutions-CFR1': 'Visitors and agents may be anywhere.',
      'AwsSolutions-CFR2':
        'The files are public and static, the API behind them is throttled and checks its callers; a firewall is the tenant’s to add.',
      'AwsSolutions-CFR3': noVisitorsLogged,
      'AwsSolutions-CFR4':
        'CloudFront’s own certificate fixes the least TLS version; a tenant with a domain of its own sets a newer one.',
    });
  }

  private headers(id: string, props: Props, cacheControl: string): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, id, {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: props.contentSecurityPolicy, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
        contentTypeOptions: { override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [...props.headers, { header: 'Cache-Control', value: cacheControl, override: true }],
      },
      ...(props.cors && { corsBehavior: props.cors }),
    });
  }
}
