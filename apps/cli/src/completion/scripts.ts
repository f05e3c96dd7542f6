/** Shells that can complete our command lines. */
export type Shell = "bash" | "zsh" | "fish" | "powershell";

/**
 * What a shell runs at its start. Each asks `atlas __complete` for lines of a word, a tab and its
 * description, and completes file names where there are none.
 */
export const scripts: Readonly<Record<Shell, string>> = {
  bash: `# bash completion for atlas
_atlas() {
  local -a words
  local line current
  # Bash takes a URL apart at its colons and a flag at its equals sign: put the word together again.
  local text="\${COMP_LINE:0:COMP_POINT}"
  [[ "$text" == *[[:space:]] ]] && current="" || current="\${text##*[[:space:]]}"
  read -r -a words <<< "\${text#*atlas}"
  [[ -z "$current" ]] && words+=("")
  COMPREPLY=()
  local cut="" tail="\${COMP_WORDS[COMP_CWORD]}"
  [[ "$tail" == ":" || "$tail" == "=" ]] && tail=""
  cut="\${current%"$tail"}"
  while IFS=$'\\t' read -r line _; do
    [[ -n "$line" ]] && COMPREPLY+=("\${line#"$cut"}")
  done < <(atlas __complete -- "\${words[@]}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && "\${COMPREPLY[0]}" == */ ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _atlas atlas
`,
  zsh: `#compdef atlas
_atlas() {
  local -a candidates
  local line word
  for line in "\${(@f)$(atlas __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z "$line" ]] && continue
    word="\${line%%$'\\t'*}"
    candidates+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#candidates} )); then _describe atlas candidates; else _files; fi
}
compdef _atlas atlas
`,
  fish: `# fish completion for atlas
function __atlas_complete
  set -l words (commandline -opc) (commandline -ct)
  atlas __complete -- $words[2..-1] 2>/dev/null
end
complete -c atlas -a '(__atlas_complete)'
`,
  powershell: `# PowerShell completion for atlas
Register-ArgumentCompleter -Native -CommandName atlas -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '' }
  atlas __complete -- @words 2>$null | ForEach-Object {
    $word, $description = $_ -split "\`t", 2
    if (-not $description) { $description = $word }
    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $description)
  }
}
`,
};
