/** The chat itself, from waiting in line to the last message. The visitor can write at any time. */
import { Header, icons, Messages } from '../../kit.ts';
import { screenAt } from '../../screens.ts';
import type { Running, Ui } from '../../ui.ts';
import { Composer } from './composer.tsx';

export function Conversation(ui: Running) {
  const { say, conversation, name } = ui;
  const { stage, agent, lines } = ui.story;
  const isWaiting = stage === 'waiting' || stage === 'unknown';
  const subtitle =
    stage === 'active' ? name : say(stage === 'waiting' ? stage : stage === 'bot' ? 'automatic' : 'oneMoment');
  return (
    <>
      <Header {...ui} agent={agent} subtitle={subtitle}>
        <Menu {...ui} />
      </Header>
      <div role="status">
        {conversation.isConnecting() && (
          <p class="connecting row">
            <span class="ring" aria-hidden="true" />
            <span>
              <b>{say(conversation.hasCaughtUp() ? 'reconnecting' : 'connecting')}</b> {say('nothingLost')}
            </span>
          </p>
        )}
      </div>
      <Messages {...ui} lines={lines} isWaiting={isWaiting} tryAgain={conversation.tryAgain}>
        {screenAt('log', ui)}
      </Messages>
      {screenAt('question', ui) ?? (
        <>
          {screenAt('hint', ui)}
          <Composer {...ui} hint={say(isWaiting ? 'addDetail' : 'write')} send={conversation.send} />
        </>
      )}
    </>
  );
}

function Menu({ say, isAskingToEnd, set }: Ui) {
  return (
    // A new key makes a new element, so that the question closes the menu.
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
