/** The part of `oidc-provider` used here; the package has no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface Adapter {
    upsert(id: string, payload: object, expiresIn?: number): Promise<void>;
    find(id: string): Promise<object | undefined>;
    findByUid(uid: string): Promise<object | undefined>;
    findByUserCode(userCode: string): Promise<object | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  export interface Context {
    body: unknown;
    type: string;
    oidc: {
      provider: Provider;
      client: Client;
      session: { accountId: string; grantIdFor(clientId: string): string | undefined };
    };
  }

  export interface Client {
    clientId: string;
    redirectUris: string[];
  }

  export interface Account {
    accountId: string;
    claims(): Record<string, unknown>;
  }

  export interface Configuration {
    adapter(model: string): Adapter;
    clients: object[];
    jwks: { keys: object[] };
    cookies: { keys: string[] };
    claims: Record<string, string[]>;
    scopes: string[];
    conformIdTokenClaims: boolean;
    findAccount(context: Context, sub: string): Account | undefined;
    loadExistingGrant(context: Context): Promise<Grant | undefined>;
    issueRefreshToken(): boolean;
    rotateRefreshToken: boolean;
    clientBasedCORS(context: Context, origin: string, client: Client): boolean;
    renderError(context: Context, out: { error_description?: string }, error: Error): void;
    interactions: { url(context: Context, interaction: { uid: string }): string };
    features: {
      devInteractions: { enabled: false };
      revocation: { enabled: true };
      rpInitiatedLogout: { enabled: true; logoutSource(context: Context, form: string): void };
    };
    ttl: Record<string, number>;
  }

  export const errors: { SessionNotFound: new () => Error };

  export class Provider {
    constructor(issuer: string, configuration: Configuration);
    Grant: { new (properties: { clientId: string; accountId: string }): Grant; find(id: string): Promise<Grant> };
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { login: { accountId: string } },
    ): Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<{ uid: string }>;
    on(event: 'server_error', listener: (context: Context, error: Error) => void): this;
  }
}
