/**
 * Whether the tenant's mail can be sent from its own address: the domain must be verified in SES and the account out of its
 * sandbox.
 */
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
              'Cognito sends the invitations from its own address, at most 50 e-mails a day.',
              'To send from your own address, set mailFrom.',
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
        ? ok('SES can send to any address.')
        : warning(
            `SES is in its sandbox in ${aws.region}: it sends only to addresses verified in SES, at most 200 e-mails a day.`,
            'Request production access in the SES console (Account dashboard). It takes a day.',
          ),
    ];
  },
};

interface Identity {
  tenant: string;
  domain: string;
  /** Undefined if SES does not know the domain. */
  isVerified: boolean | undefined;
  /** Whether the stack sends from it. */
  isUsed: boolean;
}

function identity({ tenant, domain, isVerified, isUsed }: Identity): Finding {
  if (isVerified) {
    return isUsed
      ? ok(`SES has verified ${domain}.`)
      : note(
          `SES has verified ${domain}, but the tenant does not send from it yet.`,
          `npm run deploy -- --tenant ${tenant} --mail-verified`,
        );
  }
  if (isUsed) {
    return blocking(
      `SES has not verified ${domain}, so Cognito will not send from it.`,
      'Remove mailVerified from the settings until the CNAME records in the output DnsRecords are in your DNS.',
    );
  }
  return note(
    isVerified === undefined
      ? `SES does not know ${domain} yet. The deployment registers it.`
      : `SES has not verified ${domain} yet.`,
    'Add the records in the output DnsRecords to your DNS. Until then, invitations come from Cognito’s own address.',
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
