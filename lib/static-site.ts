/** Files in a private bucket, served by CloudFront: the widget and the console. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  type DistributionProps,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
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
  /** Set if the tenant has its own domain. */
  host: Host | undefined;
  contentSecurityPolicy: string;
  headers: ResponseCustomHeader[];
  /** Lets pages on other origins load the files. */
  cors?: ResponseHeadersCorsBehavior;
  /** CloudFront path pattern of the files with a hash in their names. Their content never changes. */
  hashed: string;
  /** The hashed files are built compressed and sent that way to every browser. */
  hashedEncoding?: 'br';
  /** How long a browser and CloudFront may cache the other files without revalidating. */
  cacheControl: string;
  errorResponses?: DistributionProps['errorResponses'];
}

export class StaticSite extends Construct {
  readonly distribution: Distribution;
  /** `https://…`, without a trailing slash. */
  readonly address: string;
  readonly bucket: IBucket;
  readonly hashed: string;
  readonly hashedEncoding: 'br' | undefined;
  readonly cacheControl: string;
  private readonly host: Host | undefined;
  private readonly uniqueName: string;
  private readonly files: Pick<BehaviorOptions, 'origin' | 'responseHeadersPolicy' | 'viewerProtocolPolicy'>;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    this.host = props.host;
    this.hashed = props.hashed;
    this.hashedEncoding = props.hashedEncoding;
    this.cacheControl = props.cacheControl;
    // These CloudFront names are unique across an account, in all regions.
    this.uniqueName = `${props.tenant}-foyer-${props.name}-${Stack.of(this).region}`;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Everything in the bucket is built from the repository.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
      // The CDK's class and interface disagree on optional properties, as for the table.
    }) as IBucket;
    this.files = {
      origin: S3BucketOrigin.withOriginAccessControl(this.bucket, {
        originAccessControl: new S3OriginAccessControl(this, 'Access', { originAccessControlName: this.uniqueName }),
      }),
      responseHeadersPolicy: this.headers(this.uniqueName, props),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    };
    this.distribution = new Distribution(this, 'Distribution', {
      // The local cloud tells distributions apart by the last word.
      comment: `${props.tenant} foyer ${props.name}`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: this.files,
      ...(props.errorResponses && { errorResponses: props.errorResponses }),
      ...(props.host && {
        domainNames: [props.host.name],
        certificate: props.host.certificate,
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
    });
    this.address = `https://${props.host?.name ?? this.distribution.distributionDomainName}`;

    const noVisitorsLogged =
      'These logs would hold the address of everyone who opens a page with the widget. Operators have metrics and the APIs’ own logs.';
    acknowledge(this.bucket, { 'AwsSolutions-S1': noVisitorsLogged });
    acknowledge(this.distribution, {
      'AwsSolutions-CFR1': 'Visitors and agents may be anywhere.',
      'AwsSolutions-CFR2':
        'The files are public and static, and the API behind them is throttled and checks its callers. A tenant can add a firewall.',
      'AwsSolutions-CFR3': noVisitorsLogged,
      'AwsSolutions-CFR4':
        'CloudFront’s own certificate fixes the minimum TLS version. A tenant with its own domain gets a newer one.',
    });
  }

  /** The DNS record that points the tenant's domain here. */
  get record(): string | undefined {
    return this.host && `${this.host.name} CNAME ${this.distribution.distributionDomainName}`;
  }

  /** Every address that fits the path is the same file, whose script reads the address. */
  open(path: string, file: string): void {
    const code = `function handler(event) { event.request.uri = '/${file}'; return event.request; }`;
    const function_ = new EdgeFunction(this, 'Open', {
      functionName: this.uniqueName,
      code: FunctionCode.fromInline(code),
      runtime: FunctionRuntime.JS_2_0,
    });
    const functionAssociations = [{ function: function_, eventType: FunctionEventType.VIEWER_REQUEST }];
    this.distribution.addBehavior(path, this.files.origin, { ...this.files, functionAssociations });
  }

  /** An API behind a path is never cached. It gets the viewer's headers, including Origin, but keeps its own Host. */
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

  /** API Gateway allows no path after a WebSocket stage, so the stage name is the path. */
  passSocket({ api, stage }: SocketApi): void {
    this.pass(`/${stage.stageName}`, api.apiId);
  }

  /**
   * One policy for all files, because an account has room for twenty. Cache times are set on each file (`publisher.ts`), so
   * that an error, or a page served for a missing file, is not cached as if it were the file.
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
