/**
 * `npm run doctor -- --tenant acme`: what would stop the tenant's next deployment. Changes nothing; exits with 1 if something
 * would.
 */
import { connect } from '../operate/aws.ts';
import { examine, isBlocked, show } from '../operate/doctor.ts';
import { terminal } from '../operate/screen.ts';
import { readSettings } from '../operate/settings-file.ts';
import { command, given, root, tenantOf } from './command.ts';

const usage = 'npm run doctor -- --tenant NAME';

await command(async () => {
  const { values } = given({ tenant: { type: 'string' } }, usage);
  const settings = readSettings(tenantOf(values.tenant, usage), root);
  const findings = await examine({ settings, aws: connect(settings.region), root });
  show(findings, terminal);
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  terminal.say(`Blocking: ${count('blocking')}. Warnings: ${count('warning')}.`);
  if (isBlocked(findings)) process.exitCode = 1;
});
