/** Who may sign in to the console: a Cognito user pool with its sign-in pages, or the tenant's own issuer. */
import { Aws, Duration } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  ClientAttributes,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
  UserPoolClientIdentityProvider,
  UserPoolEmail,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Mail } from './mail.ts';
import { protection } from './protection.ts';
import type { Settings } from './settings.ts';

export interface Users {
  issuer: string;
  rolesClaim: string;
  /** Set if the tenant has its own pool. */
  poolId?: string;
  /** The scopes that the console requests. */
  scopes: string;
  /** CSP sources that the console's page must be allowed to fetch from in order to sign in. */
  connectsTo: string[];
  /** @returns the client id, which is the audience of its ID tokens */
  registerConsole(address: string): string;
}

export const users = (scope: Construct, settings: Settings, mail: Mail | undefined): Users =>
  settings.issuer && settings.audience
    ? otherIssuer(settings.issuer, settings.audience, settings)
    : new CognitoUsers(scope, 'Users', settings, mail);

/** The console is registered there by hand: code flow, PKCE, no secret, and its address as the redirect URI. */
const otherIssuer = (issuer: string, audience: string, { rolesClaim, scopes }: Settings): Users => ({
  ...{ issuer, rolesClaim, scopes },
  connectsTo: [new URL(issuer).origin],
  registerConsole: () => audience,
});

class CognitoUsers extends Construct implements Users {
  readonly issuer: string;
  readonly rolesClaim = 'cognito:groups';
  readonly scopes = 'openid email profile';
  readonly connectsTo: string[];
  private readonly pool: UserPool;

  get poolId(): string {
    return this.pool.userPoolId;
  }

  constructor(scope: Construct, id: string, settings: Settings, mail: Mail | undefined) {
    super(scope, id);
    const { tenant, mailFrom, mailVerified } = settings;
    const sender = mail && mailFrom && mailVerified ? { mail, mailFrom } : undefined;
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: `${tenant}-foyer`,
      // The cheapest plan with managed login.
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      // Not marked as required, because Cognito would then require every app client to be able to write it.
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      ...protection(settings),
      // Cognito's own sender may send 50 mails a day. It refuses a domain that SES has not verified, and the deployment would
      // roll back.
      ...(sender && {
        email: UserPoolEmail.withSES({
          fromEmail: sender.mailFrom,
          fromName: 'Foyer',
          sesRegion: settings.region,
          sesVerifiedDomain: sender.mail.domain,
          configurationSetName: sender.mail.configurationSet.configurationSetName,
        }),
      }),
    });
    if (sender) this.pool.node.addDependency(sender.mail.identity);
    acknowledge(this.pool, {
      'AwsSolutions-COG2': 'Each tenant decides whether agents must use a second factor. TOTP is offered to all.',
      'AwsSolutions-COG8':
        'Threat protection needs the Plus plan, which is charged per agent and month. Each tenant can decide.',
    });
    for (const groupName of ['agent', 'supervisor', 'admin']) this.pool.addGroup(groupName, { groupName });

    // The prefix must be unique among all accounts in a region.
    const domain = this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `${tenant}-foyer-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.issuer = this.pool.userPoolProviderUrl;
    // Discovery and keys come from the issuer, tokens from the domain.
    this.connectsTo = [`${this.issuer}/`, domain.baseUrl()];
  }

  registerConsole(address: string): string {
    const client = this.pool.addClient('Console', {
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${address}/`],
        logoutUrls: [`${address}/`],
      },
      preventUserExistenceErrors: true,
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      // A working day with overtime.
      refreshTokenValidity: Duration.hours(12),
      readAttributes: new ClientAttributes().withStandardAttributes({
        email: true,
        emailVerified: true,
        fullname: true,
      }),
      // An agent is identified by e-mail address, so nobody may change their own. An empty list would allow every attribute.
      writeAttributes: new ClientAttributes().withStandardAttributes({ locale: true }),
    });
    // Managed login shows its pages only for clients that have a style.
    new CfnManagedLoginBranding(this, 'Style', {
      userPoolId: this.pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client.userPoolClientId;
  }
}
