/** The tenant's sender address in SES: its domain, DKIM signing, and reports to operators about undelivered mail. */
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

  constructor(scope: Construct, id: string, { tenant, from }: { tenant: string; from: string }) {
    super(scope, id);
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
}
