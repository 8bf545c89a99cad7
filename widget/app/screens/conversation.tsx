/** The chat itself, from waiting in line to the last message. Writing is possible all the time. */
import type { Conversation } from '../engine/conversation.ts';
import { icons } from '../icons.tsx';
import type { Ui } from '../ui.ts';
import { Composer } from './composer.tsx';
import { Header } from './header.tsx';
import { Messages } from './messages.tsx';

export function ConversationScreen(ui: Ui & { conversation: Conversation }) {
  const { say, conversation, name } = ui;
  const { stage, agent, lines } = conversation.story();
  const isWaiting = stage === 'waiting' || stage === 'unknown';
  const bot = stage === 'bot' && ui.screen('bot');
  const door = ui.isAskingToEnd && ui.screen('door');
  const waiting = isWaiting && ui.screen('waiting');
  const subtitle =
    stage === 'active' ? name : say(stage === 'waiting' ? stage : stage === 'bot' ? 'automatic' : 'oneMoment');
  return (
    <>
      <Header {...ui} agent={agent} subtitle={subtitle}>
        <Menu {...ui} />
      </Header>
      <div role="status">
        {conversation.isReconnecting() && (
          <p class="reconnecting row">
            <span class="ring" aria-hidden="true" />
            <span>
              <b>{say('reconnecting')}</b> {say('nothingLost')}
            </span>
          </p>
        )}
      </div>
      <Messages {...ui} lines={lines} isWaiting={isWaiting} tryAgain={conversation.tryAgain}>
        {waiting && <waiting.Waiting {...ui} isKnown={stage === 'waiting'} />}
      </Messages>
      {door ? (
        <door.EndQuestion {...ui} />
      ) : (
        <>
          {bot && <bot.Person {...ui} />}
          <Composer {...ui} hint={say(isWaiting ? 'addDetail' : 'write')} send={conversation.send} />
        </>
      )}
    </>
  );
}

function Menu({ say, isAskingToEnd, set }: Ui) {
  return (
    // Another key is another element: asking closes the menu.
    <details
      key={isAskingToEnd}
      class="menu"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) currentTarget.open = false;
      }}
    >
      <summary aria-label={say('menu')}>{icons.dots(22)}</summary>
      <button type="button" class="entry" onClick={() => set({ isAskingToEnd: true })}>
        {say('endChat')}
      </button>
    </details>
  );
}
