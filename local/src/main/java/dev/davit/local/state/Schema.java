package dev.davit.local.state;

import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The tables, and the version of their shape, which stands in the file itself. */
final class Schema {
    private static final int VERSION = 1;

    private static final List<String> TABLES = List.of("""
            CREATE TABLE service (
                name TEXT PRIMARY KEY,
                address TEXT NOT NULL,
                runtime TEXT NOT NULL,
                serving INTEGER NOT NULL
            )""", """
            CREATE TABLE release (
                service TEXT NOT NULL,
                number INTEGER NOT NULL,
                app TEXT NOT NULL,
                image TEXT NOT NULL,
                revision TEXT,
                state TEXT NOT NULL,
                created_at TEXT NOT NULL,
                PRIMARY KEY (service, number)
            )""", """
            CREATE TABLE task (
                id TEXT PRIMARY KEY,
                service TEXT NOT NULL,
                release INTEGER NOT NULL,
                restarts INTEGER NOT NULL,
                handle TEXT NOT NULL,
                started_at TEXT NOT NULL,
                ended_at TEXT,
                how TEXT
            )""");

    private Schema() {}

    static Handle open(Path file) {
        Handle handle = null;
        try {
            handle = Jdbi.create("jdbc:sqlite:" + file).open();
            for (String pragma : List.of("busy_timeout = 5000", "journal_mode = WAL", "synchronous = NORMAL")) {
                handle.execute("PRAGMA " + pragma);
            }
            int version = number(handle, "PRAGMA user_version");
            if (version == 0) {
                handle.useTransaction(transaction -> {
                    TABLES.forEach(transaction::execute);
                    transaction.execute("PRAGMA user_version = " + VERSION);
                });
            } else if (version != VERSION) {
                throw new DamagedStateException(
                        "it has version " + version + " of the schema, and this Davit knows version " + VERSION, null);
            }
            String check = handle.createQuery("PRAGMA quick_check(1)")
                    .mapTo(String.class)
                    .first();
            if (!check.equals("ok")) {
                throw new DamagedStateException(check, null);
            }
            return handle;
        } catch (JdbiException | DamagedStateException e) {
            if (handle != null) {
                handle.close();
            }
            throw e;
        }
    }

    private static int number(Handle handle, String query) {
        return handle.createQuery(query).mapTo(Integer.class).one();
    }
}
