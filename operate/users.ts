/** The people in the tenant's user pool: who may sign in to the console, and with which role. */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUpdateUserAttributesCommand,
  type AttributeType,
  ListUsersCommand,
  ListUsersInGroupCommand,
  UserNotFoundException,
  UsernameExistsException,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Aws } from './aws.ts';
import type { Stack } from './stack.ts';
import { Stop } from './stop.ts';

const ROLES = ['agent', 'supervisor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (text: unknown): text is Role => ROLES.some((role) => role === text);

/** The id of the user pool, or undefined if the tenant has its own issuer. */
export const poolOf = ({ outputs }: Stack): string | undefined => outputs.UserPoolId;

export interface Pool {
  aws: Aws;
  id: string;
}

/** @throws Stop if another issuer manages the people */
export function poolHere(aws: Aws, stack: Stack): Pool {
  const id = poolOf(stack);
  if (id) return { aws, id };
  throw new Stop(
    `People sign in at ${stack.outputs.Issuer}, so their accounts are there and not in Foyer’s user pool.`,
    'Add the person there, with a verified e-mail address and the role agent, supervisor or admin.',
  );
}

export interface Person {
  email: string;
  name: string;
  roles: Role[];
  /** Foyer refuses people whose address the issuer has not verified. */
  verified: boolean;
  /** Cognito's status: `FORCE_CHANGE_PASSWORD` means an invitation that has not been accepted yet. */
  status: string;
  enabled: boolean;
}

export interface Invitation {
  email: string;
  name?: string | undefined;
  role: Role;
  /** Sends the invitation again if it has not been accepted. */
  resend?: boolean | undefined;
}

/**
 * Creates an account, or repairs an existing one: marks the address as verified and sets the role.
 * @returns what was done, one sentence for each
 */
export async function addUser(pool: Pool, { email, name, role, resend }: Invitation): Promise<string[]> {
  const before = await findUser(pool, email);
  const attributes = [{ Name: 'email_verified', Value: 'true' }, ...(name ? [{ Name: 'name', Value: name }] : [])];
  const said: string[] = [];
  if (before === undefined) {
    await invite(pool, email, { UserAttributes: [{ Name: 'email', Value: email }, ...attributes] });
    said.push(`${email} has been invited by e-mail. The invitation is valid for three days.`);
  } else {
    await pool.aws.cognito.send(
      new AdminUpdateUserAttributesCommand({ UserPoolId: pool.id, Username: email, UserAttributes: attributes }),
    );
    said.push(
      before.verified
        ? `${email} already has an account.`
        : `${email} already has an account. Its address is now marked as verified, so Foyer lets it in.`,
    );
    if (before.status === 'FORCE_CHANGE_PASSWORD') said.push(await remind(pool, email, resend));
  }
  await setRole(pool, email, role);
  return [...said, `${email} has the role ${role}.`];
}

async function remind(pool: Pool, email: string, resend: boolean | undefined): Promise<string> {
  if (!resend)
    return 'The invitation has not been accepted yet. If it is older than three days, send another with --resend.';
  await invite(pool, email, { MessageAction: 'RESEND' });
  return `${email} has been invited again by e-mail. The invitation is valid for three days.`;
}

type More = Pick<ConstructorParameters<typeof AdminCreateUserCommand>[0], 'UserAttributes' | 'MessageAction'>;

async function invite({ aws, id }: Pool, email: string, more: More): Promise<void> {
  const who = { UserPoolId: id, Username: email, DesiredDeliveryMediums: ['EMAIL' as const] };
  try {
    await aws.cognito.send(new AdminCreateUserCommand({ ...who, ...more }));
  } catch (error) {
    // Someone else created the account first, which is fine.
    if (!(error instanceof UsernameExistsException)) throw error;
  }
}

/** One role for each person. The new role is added before the others are removed, so that nobody is without one in between. */
export async function setRole({ aws, id }: Pool, email: string, role: Role): Promise<void> {
  const who = { UserPoolId: id, Username: email };
  try {
    await aws.cognito.send(new AdminAddUserToGroupCommand({ ...who, GroupName: role }));
  } catch (error) {
    if (error instanceof UserNotFoundException) throw nobody(email);
    throw error;
  }
  for (const GroupName of ROLES.filter((each) => each !== role)) {
    await aws.cognito.send(new AdminRemoveUserFromGroupCommand({ ...who, GroupName }));
  }
}

export async function removeUser({ aws, id }: Pool, email: string): Promise<void> {
  try {
    await aws.cognito.send(new AdminDeleteUserCommand({ UserPoolId: id, Username: email }));
  } catch (error) {
    if (error instanceof UserNotFoundException) throw nobody(email);
    throw error;
  }
}

const nobody = (email: string) =>
  new Stop(`There is no account for ${email}.`, 'List the accounts: npm run user -- list');

export async function listUsers(pool: Pool): Promise<Person[]> {
  const members = new Map<Role, Set<string | undefined>>();
  for (const role of ROLES) members.set(role, new Set((await inGroup(pool, role)).map(({ Username }) => Username)));
  const users: UserType[] = [];
  let PaginationToken: string | undefined;
  do {
    const page = await pool.aws.cognito.send(new ListUsersCommand({ UserPoolId: pool.id, PaginationToken }));
    users.push(...(page.Users ?? []));
    PaginationToken = page.PaginationToken;
  } while (PaginationToken);
  return users.map((user) =>
    personOf(
      { ...user, UserAttributes: user.Attributes },
      ROLES.filter((role) => members.get(role)?.has(user.Username)),
    ),
  );
}

export const hasAdministrator = async (pool: Pool): Promise<boolean> => (await inGroup(pool, 'admin')).length > 0;

async function inGroup({ aws, id }: Pool, GroupName: Role): Promise<UserType[]> {
  const found: UserType[] = [];
  let NextToken: string | undefined;
  do {
    const page = await aws.cognito.send(new ListUsersInGroupCommand({ UserPoolId: id, GroupName, NextToken }));
    found.push(...(page.Users ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

async function findUser({ aws, id }: Pool, email: string): Promise<Person | undefined> {
  try {
    return personOf(await aws.cognito.send(new AdminGetUserCommand({ UserPoolId: id, Username: email })), []);
  } catch (error) {
    if (error instanceof UserNotFoundException) return undefined;
    throw error;
  }
}

interface Described {
  UserAttributes?: AttributeType[] | undefined;
  UserStatus?: string | undefined;
  Enabled?: boolean | undefined;
}

function personOf({ UserAttributes = [], UserStatus = '', Enabled = true }: Described, roles: Role[]): Person {
  const value = (name: string) => UserAttributes.find(({ Name }) => Name === name)?.Value ?? '';
  return {
    email: value('email'),
    name: value('name'),
    roles,
    verified: value('email_verified') === 'true',
    status: UserStatus,
    enabled: Enabled,
  };
}

/** One line for each person, with what keeps them from signing in. */
export function peopleAsText(people: Person[]): string[] {
  if (people.length === 0) return ['There are no accounts yet.'];
  const width = Math.max(...people.map(({ email }) => email.length));
  return people
    .toSorted((a, b) => a.email.localeCompare(b.email))
    .map(
      (person) => `${person.email.padEnd(width)}  ${(person.roles.at(-1) ?? 'no role').padEnd(10)}  ${stateOf(person)}`,
    );
}

function stateOf({ verified, status, enabled, roles }: Person): string {
  if (!enabled) return 'switched off';
  if (!verified) return 'cannot sign in: the address is not verified (npm run user -- add fixes this)';
  if (roles.length === 0) return 'cannot sign in: no role (npm run user -- role assigns one)';
  return status === 'FORCE_CHANGE_PASSWORD' ? 'invited' : 'active';
}
