-- What finds rows. A first build makes these last.
CREATE INDEX documents_of_report ON documents (near_copy_of) WHERE near_copy_of IS NOT NULL;
CREATE INDEX documents_of_origin ON documents (origin);
CREATE INDEX entities_of_name ON entities (name);
CREATE INDEX aliases_of_slug ON aliases (slug);
CREATE INDEX mentions_of_entity ON mentions (entity, document);
CREATE INDEX sentences_of_document ON sentences (document, start);
CREATE INDEX evidence_of_document ON evidence (document);
CREATE INDEX evidence_of_relation ON evidence (relation);
CREATE INDEX entities_of_slug ON entities (slug);
-- The links of an entity in the order of `query::rank`, with all that a walk needs of them.
CREATE INDEX relations_out ON relations
    (subject, (asserted + reported > 0) DESC, n_sources DESC, (asserted + reported) DESC, assertions DESC, key, object);
CREATE INDEX relations_in ON relations
    (object, (asserted + reported > 0) DESC, n_sources DESC, (asserted + reported) DESC, assertions DESC, key, subject);

UPDATE entities SET n_out = (SELECT count(*) FROM relations WHERE subject = entities.k),
    n_in = (SELECT count(*) FROM relations WHERE object = entities.k);
CREATE TRIGGER relation_added AFTER INSERT ON relations BEGIN
    UPDATE entities SET n_out = n_out + 1 WHERE k = new.subject;
    UPDATE entities SET n_in = n_in + 1 WHERE k = new.object;
END;
CREATE TRIGGER relation_removed AFTER DELETE ON relations BEGIN
    UPDATE entities SET n_out = n_out - 1 WHERE k = old.subject;
    UPDATE entities SET n_in = n_in - 1 WHERE k = old.object;
END;

CREATE VIRTUAL TABLE names USING fts5 (
    alias, content = 'aliases', content_rowid = 'k', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
CREATE VIRTUAL TABLE name_parts USING fts5 (
    alias, content = 'aliases', content_rowid = 'k', tokenize = "trigram remove_diacritics 1"
);
CREATE VIRTUAL TABLE quotes USING fts5 (
    quote, content = 'sentences', content_rowid = 'k', tokenize = "unicode61 remove_diacritics 2"
);
INSERT INTO names (names) VALUES ('rebuild');
INSERT INTO name_parts (name_parts) VALUES ('rebuild');
INSERT INTO quotes (quotes) VALUES ('rebuild');

CREATE TRIGGER alias_added AFTER INSERT ON aliases BEGIN
    INSERT INTO names (rowid, alias) VALUES (new.k, new.alias);
    INSERT INTO name_parts (rowid, alias) VALUES (new.k, new.alias);
END;
CREATE TRIGGER alias_removed AFTER DELETE ON aliases BEGIN
    INSERT INTO names (names, rowid, alias) VALUES ('delete', old.k, old.alias);
    INSERT INTO name_parts (name_parts, rowid, alias) VALUES ('delete', old.k, old.alias);
END;
CREATE TRIGGER sentence_added AFTER INSERT ON sentences BEGIN
    INSERT INTO quotes (rowid, quote) VALUES (new.k, new.quote);
END;
CREATE TRIGGER sentence_removed AFTER DELETE ON sentences BEGIN
    INSERT INTO quotes (quotes, rowid, quote) VALUES ('delete', old.k, old.quote);
END;
