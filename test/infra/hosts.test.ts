/** H7: a tenant's own domain and sender address. */
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { predecessors } from './graph.ts';
import { all, synthesize } from './synthesize.ts';

const certificate = 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';
const own = { tenant: 'acme', domain: 'chat.acme.com', certificate, mailFrom: 'chat@mail.acme.com' };
let acme: Template;
let verified: Template;

beforeAll(() => {
  acme = synthesize(own);
  verified = synthesize({ ...own, mailVerified: true });
});

const distribution = (site: string) =>
  all(acme, 'AWS::CloudFront::Distribution')[`${site}Distribution`].DistributionConfig;
const output = (name: string) => acme.findOutputs(name)[name]?.Value;

describe('H7 a domain', () => {
  test.each([
    ['Widget', 'chat.acme.com'],
    ['Console', 'console.chat.acme.com'],
  ])('H7 the %s is at %s, on the tenant’s certificate, with TLS 1.2 or newer', (site, name) => {
    expect(distribution(site)).toMatchObject({
      Aliases: [name],
      ViewerCertificate: { AcmCertificateArn: certificate, MinimumProtocolVersion: 'TLSv1.2_2021' },
    });
    expect(output(`${site}Address`)).toBe(`https://${name}`);
  });

  test.each([
    ['Widget', 'Visitor', 'wss://chat.acme.com/ws'],
    ['Console', 'Agent', 'wss://console.chat.acme.com/ws'],
  ])('H7 through the %s’s distribution the %s socket is reached at %s', (site, side, address) => {
    const { CacheBehaviors, Origins } = distribution(site);
    const path = new URL(address).pathname;
    const behaviour = CacheBehaviors.find(({ PathPattern }: { PathPattern: string }) => PathPattern === path);
    expect(behaviour).toMatchObject({
      ViewerProtocolPolicy: 'https-only',
      // AWS's managed policies CachingDisabled and AllViewerExceptHostHeader, which includes the handshake's headers.
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    });
    const origin = Origins.find(({ Id }: { Id: string }) => Id === behaviour.TargetOriginId);
    expect(origin.DomainName).toBe(`<${side}SocketApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>`);
    expect(origin).not.toHaveProperty('OriginPath');
    // API Gateway answers 403 for a path longer than the stage.
    const stage = all(acme, 'AWS::ApiGatewayV2::Stage')[`${side}SocketStage`];
    expect(`/${stage.StageName}`).toBe(path);
    expect(output(`${side}SocketAddress`)).toBe(address);
  });

  test('H7 functions name the sockets by it, and push to them where API Gateway has them', () => {
    const environment = Object.assign(
      {},
      ...Object.values(all(acme, 'AWS::Lambda::Function')).map(({ Environment }) => Environment?.Variables),
    );
    expect(environment).toMatchObject({
      FOYER_VISITOR_SOCKET: 'wss://chat.acme.com/ws',
      FOYER_AGENT_SOCKET: 'wss://console.chat.acme.com/ws',
      FOYER_VISITOR_CONNECTIONS: 'https://<VisitorSocketApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>/ws',
    });
  });

  test('H7 the console may talk to its own socket, and sign-in comes back to its own address', () => {
    const { ResponseHeadersPolicyConfig } = all(acme, 'AWS::CloudFront::ResponseHeadersPolicy').ConsoleHeaders;
    const policy = ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy;
    expect(policy).toContain(' wss://console.chat.acme.com/ws ');
    const [client] = Object.values(all(acme, 'AWS::Cognito::UserPoolClient'));
    expect(client.CallbackURLs).toEqual(['https://console.chat.acme.com/']);
  });
});

describe('H7 mails', () => {
  test('D11 only the function that sends mail may send it, from this domain and through its configuration set', () => {
    const policies = Object.entries(all(acme, 'AWS::IAM::Policy'));
    const sending = policies.flatMap(([id, { PolicyDocument }]) =>
      PolicyDocument.Statement.filter(({ Action }: { Action: unknown }) => JSON.stringify(Action).includes('ses:')).map(
        ({ Action, Resource }: Record<string, unknown>) => [id, Action, Resource],
      ),
    );
    const arn = 'arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>';
    expect(sending).toEqual([
      [
        'FunctionsmailGrants',
        'ses:SendEmail',
        [`${arn}:configuration-set/<MailMails>`, `${arn}:identity/<MailDomain>`],
      ],
    ]);
  });

  test('H7 the domain is an identity, and alarm subscribers are told about undelivered mail', () => {
    expect(all(acme, 'AWS::SES::EmailIdentity').MailDomain).toMatchObject({
      EmailIdentity: 'mail.acme.com',
      ConfigurationSetAttributes: { ConfigurationSetName: '<MailMails>' },
    });
    const [[id, destination] = ['']] = Object.entries(all(acme, 'AWS::SES::ConfigurationSetEventDestination'));
    expect(destination.EventDestination).toMatchObject({
      SnsDestination: { TopicARN: '<AlarmsTopic>' },
      MatchingEventTypes: ['bounce', 'complaint', 'reject'],
    });
    // SES checks at creation whether it may publish.
    expect([...predecessors(acme.toJSON().Resources, id)]).toContain('AlarmsTopicPolicy');
    const statements = Object.values(all(acme, 'AWS::SNS::TopicPolicy')).flatMap((it) => it.PolicyDocument.Statement);
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'ses.amazonaws.com' },
        Condition: { StringEquals: expect.objectContaining({ 'AWS:SourceAccount': '<AWS::AccountId>' }) },
      }),
    );
  });

  test('H7 invitations come from it as soon as it is verified, and not before, since Cognito would refuse it', () => {
    expect(all(acme, 'AWS::Cognito::UserPool').UsersPool).not.toHaveProperty('EmailConfiguration');
    expect(all(verified, 'AWS::Cognito::UserPool').UsersPool.EmailConfiguration).toEqual({
      EmailSendingAccount: 'DEVELOPER',
      From: 'Foyer <chat@mail.acme.com>',
      SourceArn: 'arn:<AWS::Partition>:ses:eu-west-1:<AWS::AccountId>:identity/mail.acme.com',
      ConfigurationSet: '<MailMails>',
    });
    expect([...predecessors(verified.toJSON().Resources, 'UsersPool')]).toContain('MailDomain');
  });

  test('H7 the required DNS records are an output', () => {
    expect(output('DnsRecords').split(', ')).toEqual([
      'console.chat.acme.com CNAME <ConsoleDistribution.DomainName>',
      'chat.acme.com CNAME <WidgetDistribution.DomainName>',
      ...[1, 2, 3].map((n) => `<MailDomain.DkimDNSTokenName${n}> CNAME <MailDomain.DkimDNSTokenValue${n}>`),
    ]);
  });
});
