/** People of the tenant's user pool: who may sign in to the console, and as what. */
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

/** The id of the user pool, or undefined where the tenant signs in with an issuer of its own. */
export const poolOf = ({ outputs }: Stack): string | undefined => outputs.UserPoolId;

export interface Pool {
  aws: Aws;
  id: string;
}

/** @throws Stop where people are kept by another issuer. */
export function poolHere(aws: Aws, stack: Stack): Pool {
  const id = poolOf(stack);
  if (id) return { aws, id };
  throw new Stop(
    `People sign in with ${stack.outputs.Issuer}, so they are kept there and not in a user pool of Foyer’s.`,
    'Add the person there, with a verified e-mail address and one of the roles agent, supervisor, admin.',
  );
}

export interface Person {
  email: string;
  name: string;
  roles: Role[];
  /** Foyer lets nobody in whose address the issuer has not verified. */
  verified: boolean;
  /** As Cognito calls it: `FORCE_CHANGE_PASSWORD` is an invitation that was not followed yet. */
  status: string;
  enabled: boolean;
}

export interface Invitation {
  email: string;
  name?: string | undefined;
  role: Role;
  /** Sends the invitation once more to who has not followed it. */
  resend?: boolean | undefined;
}

/**
 * Gives somebody an account, or mends the one that is there: the address counts as verified and the role is as asked.
 * @returns what was done, a sentence each.
 */
export async function addUser(pool: Pool, { email, name, role, resend }: Invitation): Promise<string[]> {
  const before = await findUser(pool, email);
  const attributes = [{ Name: 'email_verified', Value: 'true' }, ...(name ? [{ Name: 'name', Value: name }] : [])];
  const said: string[] = [];
  if (before === undefined) {
    await invite(pool, email, { UserAttributes: [{ Name: 'email', Value: email }, ...attributes] });
    said.push(`${email} has an invitation by e-mail, good for three days.`);
  } else {
    await pool.aws.cognito.send(
      new AdminUpdateUserAttributesCommand({ UserPoolId: pool.id, Username: email, UserAttributes: attributes }),
    );
    said.push(
      before.verified
        ? `${email} has an account already.`
        : `${email} has an account already; its address counts as verified now, so that Foyer lets it in.`,
    );
    if (before.status === 'FORCE_CHANGE_PASSWORD') said.push(await remind(pool, email, resend));
  }
  await setRole(pool, email, role);
  return [...said, `${email} is ${role === 'admin' ? 'administrator' : role}.`];
}

async function remind(pool: Pool, email: string, resend: boolean | undefined): Promise<string> {
  if (!resend)
    return 'The invitation was not followed yet. If it is older than three days, send another with --resend.';
  await invite(pool, email, { MessageAction: 'RESEND' });
  return `${email} has another invitation by e-mail, good for three days.`;
}

type More = Pick<ConstructorParameters<typeof AdminCreateUserCommand>[0], 'UserAttributes' | 'MessageAction'>;

async function invite({ aws, id }: Pool, email: string, more: More): Promise<void> {
  const who = { UserPoolId: id, Username: email, DesiredDeliveryMediums: ['EMAIL' as const] };
  try {
    await aws.cognito.send(new AdminCreateUserCommand({ ...who, ...more }));
  } catch (error) {
    // Somebody else was faster, which is as good.
    if (!(error instanceof UsernameExistsException)) throw error;
  }
}

/** One role a person: the others are taken away, the new one is given first so that nobody is without in between. */
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
  new Stop(`Nobody has an account as ${email}.`, 'See who has one: npm run user -- list');

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

/** A line a person, the oldest trouble last: what keeps somebody out is said beside them. */
export function peopleAsText(people: Person[]): string[] {
  if (people.length === 0) return ['Nobody has an account yet.'];
  const width = Math.max(...people.map(({ email }) => email.length));
  return people
    .toSorted((a, b) => a.email.localeCompare(b.email))
    .map(
      (person) => `${person.email.padEnd(width)}  ${(person.roles.at(-1) ?? 'no role').padEnd(10)}  ${stateOf(person)}`,
    );
}

function stateOf({ verified, status, enabled, roles }: Person): string {
  if (!enabled) return 'switched off';
  if (!verified) return 'cannot sign in: the address is not verified (npm run user -- add mends it)';
  if (roles.length === 0) return 'cannot sign in: no role (npm run user -- role gives one)';
  return status === 'FORCE_CHANGE_PASSWORD' ? 'invited' : 'active';
}
