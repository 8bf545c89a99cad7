/** The chat itself, from waiting in line to the last message. Writing is possible all the time. */
import type { Conversation } from '../engine/conversation.ts';
import { icons } from '../icons.tsx';
import type { Ui } from '../ui.ts';
import { Composer } from './composer.tsx';
import { Header } from './header.tsx';
import { Messages } from './messages.tsx';
import { Waiting } from './waiting.tsx';

export function ConversationScreen(ui: Ui & { conversation: Conversation }) {
  const { say, conversation, name } = ui;
  const { stage, agent, lines } = conversation.story();
  const isWaiting = stage !== 'active';
  const subtitle = isWaiting ? say(stage === 'unknown' ? 'oneMoment' : 'waiting') : name;
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
        {isWaiting && <Waiting {...ui} isKnown={stage === 'waiting'} place={conversation.place()} />}
      </Messages>
      {ui.isAskingToEnd ? (
        <EndQuestion {...ui} end={conversation.end} />
      ) : (
        <Composer {...ui} hint={say(isWaiting ? 'addDetail' : 'write')} send={conversation.send} />
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

function EndQuestion({ say, set, end }: Ui & { end(): void }) {
  return (
    <div class="question" role="alertdialog" aria-labelledby="question" aria-describedby="detail">
      <h3 id="question">{say('endQuestion')}</h3>
      <p id="detail">{say('endDetail')}</p>
      <div class="choices">
        <button
          type="button"
          class="button main"
          data-first
          onClick={() => {
            set({ isAskingToEnd: false });
            end();
          }}
        >
          {say('endChat')}
        </button>
        <button type="button" class="button" onClick={() => set({ isAskingToEnd: false })}>
          {say('keepChatting')}
        </button>
      </div>
    </div>
  );
}
