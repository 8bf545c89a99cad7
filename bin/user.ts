/**
 * Manages who may sign in, in the tenant's user pool:
 *
 *     npm run user -- add EMAIL --tenant acme --role admin|supervisor|agent [--name "Anna Berg"] [--resend]
 *     npm run user -- list --tenant acme
 *     npm run user -- role EMAIL --tenant acme --role supervisor
 *     npm run user -- remove EMAIL --tenant acme
 */
import { createConfigurationStore } from '../adapters/dynamodb/configuration-store.ts';
import { isEmail } from '../core/email.ts';
import { connect } from '../operate/aws.ts';
import { agentLine, inForce, isListed } from '../operate/configuration.ts';
import { terminal } from '../operate/screen.ts';
import { readSettings } from '../operate/settings-file.ts';
import { deployedStack } from '../operate/stack.ts';
import { Stop } from '../operate/stop.ts';
import {
  addUser,
  isRole,
  listUsers,
  peopleAsText,
  poolHere,
  type Role,
  removeUser,
  setRole,
} from '../operate/users.ts';
import { command, given, root, tenantOf } from './command.ts';

const usage = [
  'npm run user -- add EMAIL --tenant NAME --role admin|supervisor|agent [--name "First Last"] [--resend]',
  'npm run user -- list --tenant NAME',
  'npm run user -- role EMAIL --tenant NAME --role admin|supervisor|agent',
  'npm run user -- remove EMAIL --tenant NAME',
].join('\n');

await command(async () => {
  const text = { type: 'string' } as const;
  const options = { tenant: text, role: text, name: text, resend: { type: 'boolean' } } as const;
  const { values, positionals } = given(options, usage, 2);
  const { tenant, region } = readSettings(tenantOf(values.tenant, usage), root);
  const aws = connect(region);
  const stack = await deployedStack(aws, tenant);
  const pool = poolHere(aws, stack);
  const [action, address] = positionals;

  switch (action) {
    case 'add': {
      const email = emailOf(address);
      const invitation = { email, role: roleOf(values.role), name: values.name, resend: values.resend };
      for (const line of await addUser(pool, invitation)) terminal.say(line);
      await sayWhetherListed(email, values.name);
      break;
    }
    case 'list':
      for (const line of peopleAsText(await listUsers(pool))) terminal.say(line);
      break;
    case 'role': {
      const email = emailOf(address);
      const role = roleOf(values.role);
      await setRole(pool, email, role);
      terminal.say(`${email} becomes ${role} at the next sign-in, or within an hour.`);
      break;
    }
    case 'remove': {
      const email = emailOf(address);
      await removeUser(pool, email);
      terminal.say(`${email} no longer has an account, but may stay signed in for up to an hour.`);
      terminal.say(
        `To sign them out at once, remove the agent from the configuration and run: npm run configure -- --tenant ${tenant}`,
      );
      break;
    }
    default:
      throw new Stop(action === undefined ? 'Which action?' : `There is no action "${action}".`, usage);
  }

  async function sayWhetherListed(email: string, name: string | undefined): Promise<void> {
    const store = createConfigurationStore({ client: aws.dynamodb, table: stack.outputs.TableName ?? '' });
    const current = await inForce(store);
    if (current && isListed(current.configuration, email)) return;
    terminal.say(
      `${email} is not an agent in the configuration yet, so the console will not let them in. Add to agents:`,
    );
    terminal.say(`  ${agentLine(email, name)}`);
    terminal.say(`and run: npm run configure -- --tenant ${tenant}`);
  }
});

function emailOf(text: string | undefined): string {
  if (text !== undefined && isEmail(text)) return text;
  throw new Stop(text === undefined ? 'Whose e-mail address?' : `"${text}" is not an e-mail address.`, usage);
}

function roleOf(text: string | undefined): Role {
  if (isRole(text)) return text;
  throw new Stop('Which role? Give --role admin, --role supervisor or --role agent.', usage);
}
