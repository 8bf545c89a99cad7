/** Whether the configuration is valid and lists the first administrator as an agent. */
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
          `${admin} is not an agent in ${file}, so the console will not let them in.`,
          `Add to agents: ${agentLine(admin)}`,
        ),
      ];
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      return [
        blocking(
          `The configuration cannot be put into force:\n${error.message}`,
          `Fix it, or use another file: npm run deploy -- --tenant ${tenant} --configuration FILE`,
        ),
      ];
    }
  },
};
