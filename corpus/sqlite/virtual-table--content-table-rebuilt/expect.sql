SELECT rowid, body FROM docs_fts WHERE docs_fts MATCH 'hello';
