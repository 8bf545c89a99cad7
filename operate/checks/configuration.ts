/** Whether the configuration can be put into force, and lets the first administrator in. */
import { agentLine, isListed, loadConfiguration } from '../configuration.ts';
import { Stop } from '../stop.ts';
import { blocking, type Check, ok, warning } from './finding.ts';

export const configuration: Check = {
  of: 'the configuration',
  async find({ root, settings: { tenant, configuration: file, admin } }) {
    try {
      const loaded = await loadConfiguration(file, root);
      if (!admin || isListed(loaded.configuration, admin)) return [ok(`${file} can be put into force.`)];
      return [
        warning(
          `${admin} is not among the agents of ${file}, so the console sends them away after the sign-in.`,
          `Add to agents: ${agentLine(admin)}`,
        ),
      ];
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      return [
        blocking(
          `The configuration cannot be put into force:\n${error.message}`,
          `Mend it, or name another file: npm run deploy -- --tenant ${tenant} --configuration FILE`,
        ),
      ];
    }
  },
};
