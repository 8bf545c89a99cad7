import { Kbd, Modal, Switch } from '@mantine/core';
import { useSwitch } from '../live/switches.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './keyboard-list.module.css';
import { thisKeyboard } from './this-keyboard.ts';

export function KeyboardList({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const { keyboard: texts } = useTexts();
  const { alt, ctrl, shift, enter, esc } = texts.keys;
  const [on, setOn] = useSwitch('shortcuts');
  const rows: readonly [keys: readonly string[], what: string][] = [
    [[alt, 'A'], texts.accept],
    [[alt, 'P'], texts.pass],
    [[alt, '↑', '↓'], texts.move],
    [[alt, '1 … 9'], texts.nth],
    [[alt, 'R'], texts.reply],
    [[alt, 'K'], texts.park],
    [[alt, 'N'], texts.note],
    [[enter], texts.send],
    [[shift, enter], texts.newLine],
    [[esc], texts.leave],
    [['1 … 9'], texts.disposition],
    [[ctrl, enter], texts.finish],
    [['T'], texts.take],
    [['W'], texts.whisper],
    [['?'], texts.list],
  ];
  return (
    <Modal opened={opened} onClose={onClose} title={texts.title} closeButtonProps={{ 'aria-label': texts.close }}>
      <Switch checked={on} onChange={(event) => setOn(event.currentTarget.checked)} label={texts.on} />
      {thisKeyboard.altTypes && <p className={classes.hint}>{texts.altTypes}</p>}
      <dl className={classes.list}>
        {rows.map(([keys, what]) => (
          <div key={what} className={classes.row}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
