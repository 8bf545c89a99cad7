/** The tenant's sender address in SES: its domain, DKIM signing, and reports to operators about undelivered mail. */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import {
  ConfigurationSet,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export class Mail extends Construct {
  readonly configurationSet: ConfigurationSet;
  readonly identity: EmailIdentity;
  readonly domain: string;
  readonly from: string;

  constructor(scope: Construct, id: string, { tenant, from }: { tenant: string; from: string }) {
    super(scope, id);
    this.from = from;
    this.domain = from.slice(from.indexOf('@') + 1);
    this.configurationSet = new ConfigurationSet(this, 'Mails', {
      configurationSetName: `${tenant}-foyer`,
      // Addresses that bounced or complained get no more mail. Otherwise AWS stops the account from sending.
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    this.identity = new EmailIdentity(this, 'Domain', {
      identity: Identity.domain(this.domain),
      configurationSet: this.configurationSet,
    });
  }

  /** Subscribers to the topic are told about each undelivered mail. */
  tell(topic: Topic): void {
    this.configurationSet.addEventDestination('Undelivered', {
      destination: EventDestination.snsTopic(topic),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.REJECT],
    });
  }

  /** The DNS records that prove to SES that the domain belongs to the tenant. */
  get records(): string[] {
    return this.identity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`);
  }

  /** What a function needs to send from here. */
  get sender(): { from: string; configurationSet: string } {
    return { from: this.from, configurationSet: this.configurationSet.configurationSetName };
  }

  /** SES asks for permission on both: https://github.com/aws/aws-cdk/issues/34402 */
  get arns(): string[] {
    const configurationSet = Stack.of(this).formatArn({
      ...{ service: 'ses', resource: 'configuration-set', resourceName: this.configurationSet.configurationSetName },
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    return [this.identity.emailIdentityArn, configurationSet];
  }
}
