import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { OfflineQuestion } from '../inbox/offline-question.tsx';
import { placesInUse } from '../live/live.ts';
import { useSwitch } from '../live/switches.ts';
import { useLive, useLiveState, useSession } from '../live/use-live.tsx';
import { IconBell, IconLogout } from '../look/icons.ts';
import { Initials } from '../look/initials.tsx';
import { useNotifications } from '../offers/notifications.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './account-menu.module.css';
import { useSignOut } from './sign-out.ts';

export function AccountMenu() {
  const { account, nav, signIn } = useTexts();
  const { person, agent } = useSession();
  const live = useLive();
  const state = useLiveState();
  const signOut = useSignOut();
  const [asking, setAsking] = useState(false);
  const [sound, setSound] = useSwitch('sound');
  const { colorScheme, setColorScheme } = useMantineColorScheme();

  // Tells Foyer before the socket closes, so that no chat waits for a lease to run out.
  function leave(): void {
    if (agent) live.setStatus('offline');
    signOut();
  }

  return (
    <>
      <Menu position="right-end" width={260}>
        <Menu.Target>
          <UnstyledButton className={classes.target}>
            <Initials name={person.name} tone="accent" />
            <span className="visually-hidden">{nav.account(person.name)}</span>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={classes.who}>
            <strong>{person.name}</strong>
            <span>{account.roles[person.role] ?? person.role}</span>
          </div>
          <Menu.Divider />
          <Menu.CheckboxItem checked={sound} onChange={setSound}>
            {account.sound}
          </Menu.CheckboxItem>
          <NotificationItem />
          <Menu.Divider />
          <Menu.Label>{account.scheme}</Menu.Label>
          <Menu.RadioGroup value={colorScheme}>
            {(['auto', 'light', 'dark'] as const).map((scheme) => (
              <Menu.RadioItem key={scheme} value={scheme} onChange={() => setColorScheme(scheme)}>
                {account.schemes[scheme]}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconLogout size={16} stroke={1.75} aria-hidden />}
            onClick={() => (placesInUse(state) > 0 ? setAsking(true) : leave())}
          >
            {signIn.out}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <OfflineQuestion opened={asking} onStay={() => setAsking(false)} onGo={leave} />
    </>
  );
}

function NotificationItem() {
  const { account } = useTexts();
  const { notifications, ask } = useNotifications();
  if (notifications !== 'not-asked') return <p className={classes.said}>{account.notificationsAre[notifications]}</p>;
  return (
    <Menu.Item closeMenuOnClick={false} leftSection={<IconBell size={16} stroke={1.75} aria-hidden />} onClick={ask}>
      {account.notifications}
    </Menu.Item>
  );
}
