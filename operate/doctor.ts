/** Checks everything that a deployment depends on, and changes nothing. */
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Aws } from './aws.ts';
import { awsTrouble, deniedAction, troubleKind } from './aws-trouble.ts';
import { bootstrap } from './checks/bootstrap.ts';
import { build } from './checks/build.ts';
import { certificate } from './checks/certificate.ts';
import { configuration } from './checks/configuration.ts';
import { blocking, type Check, type Finding, type Look, ok, warning } from './checks/finding.ts';
import { issuer } from './checks/issuer.ts';
import { leftOverResources } from './checks/left-over-resources.ts';
import { mail } from './checks/mail.ts';
import { accountQuotas, cloudFrontVerified, concurrency } from './checks/quotas.ts';
import { stackState } from './checks/stack-state.ts';
import type { Screen } from './screen.ts';
import type { TenantSettings } from './settings-file.ts';
import { findStack, type Stack } from './stack.ts';

const checks: Check[] = [
  build,
  configuration,
  issuer,
  stackState,
  bootstrap,
  leftOverResources,
  concurrency,
  accountQuotas,
  cloudFrontVerified,
  certificate,
  mail,
];

interface Patient {
  settings: TenantSettings;
  aws: Aws;
  root: string;
}

export async function examine(patient: Patient): Promise<Finding[]> {
  const who = await whoAmI(patient.aws);
  if ('blocked' in who) return [who.blocked];
  const stack = await findStack(patient.aws, patient.settings.tenant).catch((error: unknown) =>
    notSeen('the stack', error),
  );
  const look = { ...patient, accountId: who.accountId, stack: isFinding(stack) ? undefined : stack };
  // If it is unknown whether the tenant is deployed, checks that depend on it are skipped.
  const askable = isFinding(stack)
    ? checks.filter((check) => check !== stackState && check !== leftOverResources)
    : checks;
  const found = await Promise.all(askable.map((check) => examineOne(check, look)));
  return [who.found, ...(isFinding(stack) ? [stack] : []), ...found.flat()];
}

const isFinding = (it: Stack | Finding | undefined): it is Finding => it !== undefined && 'severity' in it;

const examineOne = (check: Check, look: Look): Promise<Finding[]> =>
  check.find(look).catch((error: unknown) => [notSeen(check.of, error)]);

function notSeen(what: string, error: unknown): Finding {
  switch (troubleKind(error)) {
    case 'denied':
      return warning(
        `Could not check ${what}: these credentials may not call ${deniedAction(String(error))}.`,
        'Grant the permission, or use an operator’s credentials (AWS_PROFILE).',
      );
    case undefined:
      return warning(
        `Could not check ${what}. ${awsTrouble(error)}`,
        'Try again. If it keeps failing, look in the AWS console.',
      );
    default:
      return blocking(`Could not check ${what}.`, awsTrouble(error));
  }
}

/** A region that is not enabled for the account rejects credentials that work elsewhere. */
async function whoAmI({
  region,
  sts,
  globalSts,
}: Aws): Promise<{ accountId: string; found: Finding } | { blocked: Finding }> {
  try {
    const { Account = '', Arn } = await sts.send(new GetCallerIdentityCommand({}));
    return { accountId: Account, found: ok(`Account ${Account} in ${region}, as ${Arn}.`) };
  } catch (error) {
    const isElsewhere =
      troubleKind(error) === 'unknown' &&
      (await globalSts.send(new GetCallerIdentityCommand({})).then(
        () => true,
        () => false,
      ));
    return {
      blocked: isElsewhere
        ? blocking(
            `The region ${region} is not enabled for this account.`,
            `Enable it, which takes a few minutes: aws account enable-region --region-name ${region}. Or choose another region.`,
          )
        : blocking('AWS does not accept these credentials.', awsTrouble(error)),
    };
  }
}

const LABEL: Record<Finding['severity'], string> = {
  ok: 'ok      ',
  note: 'note    ',
  warning: 'warning ',
  blocking: 'blocking',
};

export function show(findings: Finding[], screen: Screen): void {
  for (const { severity, says, wayOut } of findings) {
    screen.say(`  ${LABEL[severity]}  ${says.replaceAll('\n', '\n            ')}`);
    if (wayOut) screen.say(`            → ${wayOut}`);
  }
}

export const isBlocked = (findings: Finding[]): boolean => findings.some(({ severity }) => severity === 'blocking');
