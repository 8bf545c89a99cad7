/** Sends mail through SES, from the tenant's own domain. */
import { SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Mail } from '../../core/mail/answer-mail.ts';
import { mailbox } from '../../core/mail/mailbox.ts';
import { clientSettings, lean } from '../lean-client.ts';

export interface Sender {
  /** The tenant's sender address. */
  from: string;
  /** Bounces and complaints are reported through it. */
  configurationSet: string;
}

/**
 * How long SES may take. There is one attempt: SES has no token by which it recognizes a repeated request
 * (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html), so a retry after a lost answer is a second mail.
 */
const ATTEMPT_MS = 20_000;

/** SES will never send this mail: the address, or in the sandbox one that is not verified, or its content. */
const REFUSED = ['BadRequestException', 'MessageRejected'];

/**
 * `messageId`: the e-mail's header, which SES writes itself. `refused`: with SES's name for the reason. Its message contains the
 * address, so nobody gets to see it.
 */
export type Sent = { is: 'sent'; messageId: string } | { is: 'refused'; code: string };

/** https://docs.aws.amazon.com/ses/latest/dg/header-fields.html: SES replaces `Message-ID`, and in its first region so. */
const hostOf = (region: string): string => `${region === 'us-east-1' ? 'email' : region}.amazonses.com`;

export function createMailer({ from, configurationSet }: Sender) {
  const requestHandler = { ...clientSettings.requestHandler, requestTimeout: ATTEMPT_MS };
  const client = lean(new SESv2Client({ ...clientSettings, requestHandler, maxAttempts: 1 }), ATTEMPT_MS);
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

  /** @throws if SES cannot send at all: then the same mail may be sent later */
  return async ({ to, sender, replyTo, subject, text, html, headers, attachments = [] }: Mail): Promise<Sent> => {
    const command = new SendEmailCommand({
      FromEmailAddress: mailbox(sender, from),
      Destination: { ToAddresses: [to] },
      ...(replyTo === undefined ? {} : { ReplyToAddresses: [replyTo] }),
      ConfigurationSetName: configurationSet,
      Content: {
        Simple: {
          Subject: utf8(subject),
          Body: { Text: utf8(text), Html: utf8(html) },
          Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
          // SES builds the parts of the mail: https://docs.aws.amazon.com/ses/latest/dg/attachments.html
          Attachments: attachments.map(({ name, type, content }) => ({
            ...{ FileName: name, ContentType: type, RawContent: content },
            ...{ ContentDisposition: 'ATTACHMENT' as const, ContentTransferEncoding: 'BASE64' as const },
          })),
        },
      },
    });
    try {
      const { MessageId = '' } = await client.send(command);
      return { is: 'sent', messageId: `<${MessageId}@${hostOf(await client.config.region())}>` };
    } catch (error) {
      const code = error instanceof Error ? error.name : 'unknown';
      if (error instanceof SESv2ServiceException && REFUSED.includes(code)) return { is: 'refused', code };
      throw new Error(`SES did not send a mail: ${code}`);
    }
  };
}
