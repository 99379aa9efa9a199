/** The completion script for PowerShell 5.1 and newer. ASCII alone: Windows PowerShell reads files without a mark in the code page of the machine. Pure. */
import type { ValueForm } from '../../command-line/option-form.js';
import type { CompletedCommand, CompletedOption } from './completed-commands.js';

/** The script for these commands; the first is the simulator. */
export function powershellCompletion(commands: readonly CompletedCommand[]): string {
  const programs = commands.flatMap(({ name, word }) => (word === '' ? [name, `${name}.cmd`] : []));
  return [
    '# Completion of iec104rs and iec104mm2ss for PowerShell, made by: iec104rs completion powershell',
    '',
    `Register-ArgumentCompleter -Native -CommandName ${list(programs)} -ScriptBlock {`,
    '    param($wordToComplete, $commandAst, $cursorPosition)',
    '',
    '    # Of each command: words that may follow it, its arguments and its options. Takes: file, folder, words or text.',
    '    $commands = @{',
    ...commands.flatMap(commandEntry),
    '    }',
    '',
    LOGIC,
    '}',
    '',
  ].join('\n');
}

function commandEntry({ name, first, arguments: needed, options }: CompletedCommand): string[] {
  return [
    `        ${quote(name)} = @{`,
    '            First = @(',
    ...first.map(({ word, text }) => `                @{ Word = ${quote(word)}; Text = ${quote(text)} }`),
    '            )',
    '            Arguments = @(',
    ...needed.map((value) => `                @{ Text = ${quote(value.text)}; ${taken(value)} }`),
    '            )',
    '            Options = @(',
    ...options.map((option) => `                ${optionEntry(option)}`),
    '            )',
    '        }',
  ];
}

function optionEntry({ names, text, value }: CompletedOption): string {
  const behind = value === undefined ? '' : `; ${taken(value)}`;
  return `@{ Names = ${list(names)}; Text = ${quote(text)}${behind} }`;
}

function taken({ kind, words }: ValueForm): string {
  return kind === 'words' ? `Takes = 'words'; Words = ${list(words)}` : `Takes = '${kind}'`;
}

function list(words: readonly string[]): string {
  return `@(${words.map(quote).join(', ')})`;
}

/** PowerShell takes typographic quotation marks for plain ones. */
function quote(text: string): string {
  const plain = text
    .replaceAll('…', '...')
    .replaceAll('±', '+-')
    .replace(/[‘’‚‛]/g, "'")
    .replace(/[^\x20-\x7e]/g, '?');
  return `'${plain.replaceAll("'", "''")}'`;
}

const LOGIC = String.raw`    # The words before the one that is completed; that one is the last if anything of it is there.
    $words = @($commandAst.CommandElements | ForEach-Object { $_.Extent.Text })
    if ($wordToComplete -ne '') {
        $at = [array]::LastIndexOf($words, $wordToComplete)
        if ($at -lt 1) { $at = $words.Count - 1 }
        $words = @($words | Select-Object -First $at)
    }
    if ($words.Count -eq 0) { return }

    $name = ($words[0] -replace '^[&"'']+|["'']+$', '' -split '[\\/]')[-1] -replace '\.cmd$', ''
    $rest = @($words | Select-Object -Skip 1)
    if (-not $commands.ContainsKey($name)) { $name = 'iec104rs' }
    while ($rest.Count -gt 0 -and $commands.ContainsKey("$name $($rest[0])")) {
        $name = "$name $($rest[0])"
        $rest = @($rest | Select-Object -Skip 1)
    }
    $command = $commands[$name]

    # Which option still waits for its value, and how many arguments there are.
    $waiting = $null
    $arguments = 0
    foreach ($word in $rest) {
        if ($waiting) {
            $waiting = $null
        } elseif ($word.StartsWith('-')) {
            $waiting = $command.Options | Where-Object { $_.Names -ccontains $word -and $_['Takes'] } | Select-Object -First 1
        } else {
            $arguments++
        }
    }

    $head = ''
    $value = $wordToComplete
    if (-not $waiting -and $wordToComplete -match '^(--[^=]+)=(.*)$') {
        $option = $Matches[1]
        $head = "$option="
        $value = $Matches[2]
        $waiting = $command.Options | Where-Object { $_.Names -ccontains $option -and $_['Takes'] } | Select-Object -First 1
        if (-not $waiting) { return }
    }

    $found = @()
    if ($waiting) {
        $takes = $waiting
    } elseif ($value.StartsWith('-')) {
        $takes = $null
    } elseif ($rest.Count -eq 0 -and $command.First.Count -gt 0) {
        $found = $command.First
        $takes = $null
    } elseif ($arguments -lt $command.Arguments.Count) {
        $takes = $command.Arguments[$arguments]
    } else {
        $takes = $null
    }

    if ($takes -and ($takes.Takes -eq 'file' -or $takes.Takes -eq 'folder')) {
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($value) |
            Where-Object { $takes.Takes -eq 'file' -or $_.ResultType -eq 'ProviderContainer' } |
            ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($head + $_.CompletionText, $_.ListItemText, $_.ResultType, $_.ToolTip)
            }
        return
    }
    if ($takes -and $takes.Takes -eq 'words') {
        $found = @($takes.Words | ForEach-Object { @{ Word = $_; Text = $takes.Text } })
    } elseif (-not $takes -and $found.Count -eq 0) {
        $found = @($command.Options | ForEach-Object { foreach ($one in $_.Names) { @{ Word = $one; Text = $_.Text } } })
    }
    $found | Where-Object { $_.Word.StartsWith($value, [System.StringComparison]::Ordinal) } | ForEach-Object {
        $tip = if ($_.Text) { $_.Text } else { $_.Word }
        [System.Management.Automation.CompletionResult]::new($head + $_.Word, $_.Word, 'ParameterValue', $tip)
    }`;
