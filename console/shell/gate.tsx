/** The way in: settings, sign-in and session, in this order. Each step has its own screen if it fails. */
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { ConsoleSession } from '../../protocol/agent.ts';
import { AccessRefused } from '../live/connection.ts';
import { ApiProvider, createApi } from '../sign-in/api.ts';
import { type ConsoleConfig, loadConfig } from '../sign-in/config.ts';
import { DoorPage } from '../sign-in/door-page.tsx';
import { createSignIn, type SignIn } from '../sign-in/sign-in.ts';
import { useTexts } from '../texts/texts.tsx';
import { Console } from './console.tsx';

const once = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false } as const;

export function Gate() {
  const { signIn: texts } = useTexts();
  const entrance = useQuery({
    queryKey: ['entrance'],
    queryFn: async () => {
      const config = await loadConfig();
      return { config, signIn: createSignIn(config) };
    },
    ...once,
  });
  if (entrance.isPending) return <Patience tries={entrance.failureCount} />;
  if (entrance.isError) {
    return (
      <DoorPage title={texts.configFailed} hint={texts.failedHint}>
        <Button onClick={() => entrance.refetch()}>{texts.again}</Button>
      </DoorPage>
    );
  }
  return <Door {...entrance.data} />;
}

function Door({ config, signIn }: { config: ConsoleConfig; signIn: SignIn }) {
  const { signIn: texts } = useTexts();
  const door = useQuery({ queryKey: ['door'], queryFn: signIn.resume, ...once });
  if (door.isPending) return <Patience tries={door.failureCount} />;
  if (door.isError) {
    return (
      <DoorPage title={texts.issuerFailed} hint={texts.failedHint}>
        <Button onClick={() => door.refetch()}>{texts.again}</Button>
        <Button variant="default" onClick={() => signIn.start().catch(() => door.refetch())}>
          {texts.button}
        </Button>
      </DoorPage>
    );
  }
  if (door.data === 'in') return <SessionGate config={config} signIn={signIn} />;
  return <SignInPage signIn={signIn} hint={door.data === 'unfinished' ? texts.unfinished : undefined} />;
}

/** Shows nothing for as long as this usually takes. */
function Patience({ tries }: { tries: number }) {
  const { signIn: texts } = useTexts();
  return tries > 0 ? <DoorPage title={texts.trying} hint={texts.tryingHint} /> : null;
}

function SignInPage({ signIn, hint }: { signIn: SignIn; hint: string | undefined }) {
  const { signIn: texts } = useTexts();
  const [failed, setFailed] = useState(false);
  return (
    <DoorPage title={failed ? texts.issuerFailed : texts.title} hint={failed ? texts.failedHint : hint}>
      <Button onClick={() => signIn.start().catch(() => setFailed(true))}>{failed ? texts.again : texts.button}</Button>
    </DoorPage>
  );
}

function SessionGate({ config, signIn }: { config: ConsoleConfig; signIn: SignIn }) {
  const { signIn: texts } = useTexts();
  const queryClient = useQueryClient();
  const queryKey = ['session'];
  const api = useMemo(() => createApi(config, signIn), [config, signIn]);
  const queryFn = () => api('/v1/session', ConsoleSession);
  const session = useQuery({
    queryKey,
    queryFn,
    retry: (count, error) => count < 3 && !(error instanceof AccessRefused),
    ...once,
  });
  const [refused, setRefused] = useState<AccessRefused>();
  const renew = useCallback(
    (): Promise<ConsoleSession> =>
      queryClient.fetchQuery({
        queryKey: ['session'],
        queryFn: () => api('/v1/session', ConsoleSession),
        staleTime: 0,
      }),
    [queryClient, api],
  );

  const refusal = refused ?? (session.error instanceof AccessRefused ? session.error : undefined);
  if (refusal?.code === 'signed_out') return <SignInPage signIn={signIn} hint={texts.ended} />;
  if (refusal) {
    const known = isExplained(refusal.code) ? texts[refusal.code] : undefined;
    return (
      <DoorPage title={known?.title ?? texts.refused} hint={known?.hint ?? refusal.message}>
        <Button
          onClick={() => {
            setRefused(undefined);
            // What an administrator has fixed since then is only in a new token.
            void signIn
              .idToken(true)
              .catch(() => {})
              .then(() => session.refetch());
          }}
        >
          {texts.again}
        </Button>
        <Button variant="default" onClick={() => signIn.end()}>
          {texts.out}
        </Button>
      </DoorPage>
    );
  }
  if (session.data) {
    return (
      <ApiProvider value={api}>
        <Console first={session.data} renew={renew} onRefused={setRefused} onSignOut={signIn.end} />
      </ApiProvider>
    );
  }
  if (session.isError) {
    return (
      <DoorPage title={texts.sessionFailed} hint={texts.failedHint}>
        <Button onClick={() => session.refetch()}>{texts.again}</Button>
        <Button variant="default" onClick={() => signIn.end()}>
          {texts.out}
        </Button>
      </DoorPage>
    );
  }
  return <Patience tries={session.failureCount} />;
}

const explained = ['role_missing', 'email_missing', 'email_unverified', 'agent_unknown'] as const;
const isExplained = (code: string): code is (typeof explained)[number] => explained.some((each) => each === code);
