/** The chat itself, from waiting in line to the last message. The visitor can write at any time. */
import { Header, Messages } from '../../kit.ts';
import { isWaiting, screenAt } from '../../screens.ts';
import type { Running } from '../../ui.ts';
import { Composer } from './composer.tsx';

export function Conversation(ui: Running) {
  const { say, conversation, name } = ui;
  const { stage, agent, lines } = ui.story;
  const { typist } = conversation.other();
  const subtitle = typist ? say('typing', typist) : stage === 'active' ? name : say(stage);
  return (
    <>
      <Header {...ui} agent={agent} subtitle={subtitle}>
        {screenAt('menu', ui)}
      </Header>
      <div role="status">{screenAt('status', ui)}</div>
      <Messages {...ui} lines={lines}>
        {screenAt('log', ui)}
      </Messages>
      {screenAt('question', ui) ?? (
        <>
          {screenAt('hint', ui)}
          <Composer
            {...ui}
            hint={say(isWaiting(ui) ? 'addDetail' : 'write')}
            send={conversation.send}
            typed={conversation.typed}
          />
        </>
      )}
    </>
  );
}
