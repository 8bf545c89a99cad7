/** Files in a private bucket, served by CloudFront: the widget's and the console's. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  type DistributionProps,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  type ResponseCustomHeader,
  type ResponseHeadersCorsBehavior,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Host } from './hosts.ts';
import type { SocketApi } from './socket-api.ts';

interface Props {
  tenant: string;
  name: 'widget' | 'console';
  /** Its address, if it is the tenant's own. */
  host: Host | undefined;
  contentSecurityPolicy: string;
  headers: ResponseCustomHeader[];
  /** Lets pages of other origins load the files. */
  cors?: ResponseHeadersCorsBehavior;
  /** Paths of the files that carry a hash in their names, as a CloudFront pattern: what is behind such a name never changes. */
  hashed: string;
  /** The files with a hash are built compressed, and sent so to everybody. */
  hashedEncoding?: 'br';
  /** How long a browser and CloudFront may keep the others without asking. */
  cacheControl: string;
  errorResponses?: DistributionProps['errorResponses'];
}

export class StaticSite extends Construct {
  readonly distribution: Distribution;
  /** `https://…`, without a slash at the end. */
  readonly address: string;
  readonly bucket: IBucket;
  readonly hashed: string;
  readonly hashedEncoding: 'br' | undefined;
  readonly cacheControl: string;
  private readonly host: Host | undefined;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    this.host = props.host;
    this.hashed = props.hashed;
    this.hashedEncoding = props.hashedEncoding;
    this.cacheControl = props.cacheControl;
    // CloudFront has each of these names once in an account, whatever the region.
    const uniqueName = `${props.tenant}-foyer-${props.name}-${Stack.of(this).region}`;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Everything in it is built from the repository.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
      // As with the table: class and interface disagree on optional properties.
    }) as IBucket;
    this.distribution = new Distribution(this, 'Distribution', {
      // The local cloud tells the distributions apart by their last word.
      comment: `${props.tenant} foyer ${props.name}`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket, {
          originAccessControl: new S3OriginAccessControl(this, 'Access', { originAccessControlName: uniqueName }),
        }),
        responseHeadersPolicy: this.headers(uniqueName, props),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      },
      ...(props.errorResponses && { errorResponses: props.errorResponses }),
      ...(props.host && {
        domainNames: [props.host.name],
        certificate: props.host.certificate,
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
    });
    this.address = `https://${props.host?.name ?? this.distribution.distributionDomainName}`;

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

  /** By which a domain of the tenant's leads here. */
  get record(): string | undefined {
    return this.host && `${this.host.name} CNAME ${this.distribution.distributionDomainName}`;
  }

  /** An API behind a path is asked each time, with the viewer's headers, Origin among them; Host must stay the API's own. */
  pass(
    path: string,
    apiId: string,
    options: { methods?: AllowedMethods; customHeaders?: Record<string, string> } = {},
  ): void {
    const { region, urlSuffix } = Stack.of(this);
    const origin = new HttpOrigin(`${apiId}.execute-api.${region}.${urlSuffix}`, {
      ...(options.customHeaders && { customHeaders: options.customHeaders }),
    });
    this.distribution.addBehavior(path, origin, {
      allowedMethods: options.methods ?? AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    });
  }

  /** API Gateway knows no path behind a socket's stage: the stage's name is the path. */
  passSocket({ api, stage }: SocketApi): void {
    this.pass(`/${stage.stageName}`, api.apiId);
  }

  /**
   * One for all files: an account has room for twenty. How long a file is kept is said by the file (`publisher.ts`), so that no error and
   * no page in a missing file's place is kept as if it were the file.
   */
  private headers(responseHeadersPolicyName: string, props: Props): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName,
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: props.contentSecurityPolicy, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
        contentTypeOptions: { override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      },
      customHeadersBehavior: { customHeaders: props.headers },
      ...(props.cors && { corsBehavior: props.cors }),
    });
  }
}
