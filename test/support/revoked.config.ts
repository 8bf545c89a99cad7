/** The tests' contact centre after the shop's snippet was revoked. */
import { defineConfig } from '../../core/configuration/schema.ts';
import before from './foyer.config.ts';

export default defineConfig({
  ...before,
  websites: before.websites.map((website) => (website.id === 'casa-alba' ? { ...website, revoked: true } : website)),
});
