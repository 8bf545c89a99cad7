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
  /** Where there is a pool of the tenant's own. */
  poolId?: string;
  /** What the console asks for. */
  scopes: string;
  /** What the console's page must be allowed to fetch from for signing in: CSP sources. */
  connectsTo: string[];
  /** @returns the client's id, which is the audience of its ID tokens. */
  registerConsole(address: string): string;
}

export const users = (scope: Construct, settings: Settings, mail: Mail | undefined): Users =>
  settings.issuer && settings.audience
    ? otherIssuer(settings.issuer, settings.audience, settings)
    : new CognitoUsers(scope, 'Users', settings, mail);

/** The console is registered there by hand: with the code flow, PKCE, no secret, and its address for coming back to. */
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
      // The least plan with managed login.
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      // Not marked as required: Cognito would then want every app client to be able to write it.
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
      // Cognito's own sender may send 50 mails a day. It refuses a domain that SES has not verified, and the deployment would be rolled back.
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
      'AwsSolutions-COG2': 'Whether agents must use a second factor is the tenant’s choice; TOTP is offered to each.',
      'AwsSolutions-COG8':
        'Threat protection needs the Plus plan, a price per agent and month that is the tenant’s to decide.',
    });
    for (const groupName of ['agent', 'supervisor', 'admin']) this.pool.addGroup(groupName, { groupName });

    // The prefix is one name space for all accounts of a region.
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
      // A working day with its overtime.
      refreshTokenValidity: Duration.hours(12),
      readAttributes: new ClientAttributes().withStandardAttributes({
        email: true,
        emailVerified: true,
        fullname: true,
      }),
      // An agent is who the e-mail address says (so nobody may change theirs), and an empty list would mean everything.
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
