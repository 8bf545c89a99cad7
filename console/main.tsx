import './look/base.css';
import 'foyer:theme.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { cssVariablesResolver, theme } from './look/theme.ts';
import { Gate } from './shell/gate.tsx';
import { loadWords, WordsProvider } from './texts/texts.tsx';

const root = document.getElementById('console');
if (!root) throw new Error('index.html has no #console');

const words = await loadWords(navigator.languages);
document.documentElement.lang = words.culture;

// Mantine's classes and variables come from files (build.ts) rather than a `<style>`, for a strict policy.
createRoot(root).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={cssVariablesResolver}
    withCssVariables={false}
    withGlobalClasses={false}
    defaultColorScheme="auto"
  >
    <WordsProvider value={words}>
      <QueryClientProvider client={new QueryClient()}>
        <Gate />
      </QueryClientProvider>
    </WordsProvider>
  </MantineProvider>,
);
