/** The tenant's sender address in SES: its domain, signed (DKIM), and what is told to operators of mails that did not arrive. */
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
      // Who bounced or complained is written to no more: else AWS takes the account's right to send.
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    this.identity = new EmailIdentity(this, 'Domain', {
      identity: Identity.domain(this.domain),
      configurationSet: this.configurationSet,
    });
  }

  /** Who subscribes to the topic hears of each mail that did not arrive. */
  tell(topic: Topic): void {
    this.configurationSet.addEventDestination('Undelivered', {
      destination: EventDestination.snsTopic(topic),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.REJECT],
    });
  }

  /** By which SES sees that the domain is the tenant's. */
  get records(): string[] {
    return this.identity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`);
  }
}
