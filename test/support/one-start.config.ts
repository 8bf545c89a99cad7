/** The tests' contact centre, which lets each address start one chat every eight seconds. */
import { defineConfig } from '../../core/configuration/schema.ts';
import before from './foyer.config.ts';

export default defineConfig({ ...before, startsPerAddress: { most: 1, withinS: 8 } });
