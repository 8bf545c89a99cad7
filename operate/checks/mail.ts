/** Whether the tenant's mails go out from its own address: SES wants the domain verified, and the account out of its sandbox. */
import { GetAccountCommand, GetEmailIdentityCommand, NotFoundException } from '@aws-sdk/client-sesv2';
import type { Aws } from '../aws.ts';
import { blocking, type Check, type Finding, note, ok, warning } from './finding.ts';

export const mail: Check = {
  of: 'SES',
  async find({ aws, settings: { tenant, mailFrom, mailVerified, issuer } }) {
    if (!mailFrom) {
      return issuer
        ? []
        : [
            note(
              'Cognito sends the invitations, at most 50 mails a day, from an address of its own.',
              'For an address of yours set mailFrom.',
            ),
          ];
    }
    const domain = mailFrom.slice(mailFrom.indexOf('@') + 1);
    const [isVerified, { ProductionAccessEnabled }] = await Promise.all([
      verified(aws, domain),
      aws.ses.send(new GetAccountCommand({})),
    ]);
    return [
      identity({ tenant, domain, isVerified, isUsed: mailVerified === true }),
      ProductionAccessEnabled
        ? ok('SES sends to anybody.')
        : warning(
            `SES is in its sandbox in ${aws.region}: mails reach only addresses that are verified in SES, and 200 a day.`,
            'Ask for production access, which takes a day: SES console, Account dashboard.',
          ),
    ];
  },
};

interface Identity {
  tenant: string;
  domain: string;
  /** Undefined where SES does not know the domain. */
  isVerified: boolean | undefined;
  /** The stack sends from it. */
  isUsed: boolean;
}

function identity({ tenant, domain, isVerified, isUsed }: Identity): Finding {
  if (isVerified) {
    return isUsed
      ? ok(`SES has verified ${domain}.`)
      : note(
          `SES has verified ${domain}, and the tenant does not send from it yet.`,
          `npm run deploy -- --tenant ${tenant} --mail-verified`,
        );
  }
  if (isUsed) {
    return blocking(
      `SES has not verified ${domain}, and Cognito refuses such a sender.`,
      'Take mailVerified out of the settings until the CNAME records of the output DnsRecords are in your DNS.',
    );
  }
  return note(
    isVerified === undefined
      ? `SES does not know ${domain} yet; the deployment makes it known.`
      : `SES has not verified ${domain} yet.`,
    'Write the records of the output DnsRecords into your DNS; until then invitations come from Cognito’s own address.',
  );
}

async function verified({ ses }: Aws, domain: string): Promise<boolean | undefined> {
  try {
    const { VerifiedForSendingStatus } = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: domain }));
    return VerifiedForSendingStatus === true;
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}
