/** How statements are laid out unless `--format` says otherwise: one part a line, indented by this. */
export const defaultIndent = "  ";
