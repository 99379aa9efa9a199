/** The command line of `iec104rs completion`. */
import type { CommandSpecification } from '../../command-line/command-specification.js';

/** The shells for which there is a script. */
export const SHELLS = ['bash', 'zsh', 'powershell'] as const;

/** A shell for which there is a script. */
export type Shell = (typeof SHELLS)[number];

/** Its one argument. */
export const COMPLETION: CommandSpecification = {
  name: 'iec104rs completion',
  description:
    'Prints a script for a shell, which then completes commands, options and their values with the Tab key.',
  arguments: [{ name: 'shell', text: 'the shell', choices: SHELLS }],
  options: [],
  notes: [
    'bash, for this window and, as a line of ~/.bashrc, for every new one:',
    '  source <(iec104rs completion bash)',
    'zsh, behind compinit in ~/.zshrc:',
    '  source <(iec104rs completion zsh)',
    'PowerShell, as a line of the file that $PROFILE names:',
    '  iec104rs completion powershell | Out-String | Invoke-Expression',
  ].join('\n'),
};
