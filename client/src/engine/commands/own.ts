/** What a person says of themselves. */
import { OK, type Runners } from './runner.ts';
import { nameFrom } from './typedName.ts';

export const ownCommands = {
  start: async (engine, { name }) => {
    await engine.introduce(nameFrom(name));
    return OK;
  },
  rename: async (engine, { name }) => {
    await engine.introduce(nameFrom(name));
    for (const room of engine.rooms.values()) if (room.isOpen) await room.introduce();
    return OK;
  },
  'me.hides': async (engine, { hides }) => {
    await engine.hide(hides);
    return OK;
  },
} satisfies Partial<Runners>;
