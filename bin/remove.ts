/**
 * `npm run remove -- --tenant acme [--with-data] [--yes acme]`: removes a tenant, after asking for its name. Chats and people
 * are kept unless `--with-data` is given.
 */
import { connect } from '../operate/aws.ts';
import { remove } from '../operate/remove.ts';
import { terminal } from '../operate/screen.ts';
import { readSettings } from '../operate/settings-file.ts';
import { command, given, root, tenantOf } from './command.ts';

const usage = 'npm run remove -- --tenant NAME [--with-data] [--yes NAME]';

await command(async () => {
  const { values } = given(
    { tenant: { type: 'string' }, 'with-data': { type: 'boolean' }, yes: { type: 'string' } },
    usage,
  );
  const { tenant, region } = readSettings(tenantOf(values.tenant, usage), root);
  await remove({
    tenant,
    aws: connect(region),
    screen: terminal,
    withData: values['with-data'] ?? false,
    confirmed: values.yes,
  });
});
