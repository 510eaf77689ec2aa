package dev.davit.local.state;

import dev.davit.app.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Says what went wrong with the database in words that may be shown and logged: Jdbi's own exceptions hold the statement
 * with its arguments, and so the variables of an app, which may be secret.
 */
final class StateFailures {
    /** With less than that, SQLite cannot make the files that it needs next to the database. */
    private static final long LEAST_SPACE = 128 << 10;

    private StateFailures() {}

    /** What is to be thrown in place of what came from the database. */
    static RuntimeException of(Path file, JdbiException e) {
        Throwable below = e;
        while (below != null && !(below instanceof SQLException)) {
            below = below.getCause();
        }
        if (below == null) {
            return failure(
                    "the state in " + file + " cannot be used: " + e.getClass().getSimpleName(),
                    "see that this Davit is the one that wrote it, then try again");
        }
        SQLException cause = (SQLException) below;
        int code = cause instanceof SQLiteException sqlite ? sqlite.getResultCode().code : cause.getErrorCode();
        SQLiteErrorCode kind = SQLiteErrorCode.getErrorCode(code & 0xff);
        return switch (kind) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> new DamagedStateException(String.valueOf(cause.getMessage()), cause);
            case SQLITE_FULL -> full(file).causedBy(cause);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                failure("the state in " + file + " is in use by another program", "end that program, then try again")
                        .causedBy(cause);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN ->
                isFull(file)
                        ? full(file).causedBy(cause)
                        : notWritable(file, kind.name()).causedBy(cause);
            default ->
                isFull(file)
                        ? full(file).causedBy(cause)
                        : failure(
                                        "the state in " + file + " cannot be read or written: " + cause.getMessage(),
                                        "look after the disk that holds " + file.getParent() + ", then try again")
                                .causedBy(cause);
        };
    }

    /** The file itself cannot be made. */
    static Failure of(Path file, IOException e) {
        return (isFull(file) ? full(file) : notWritable(file, String.valueOf(e))).causedBy(e);
    }

    private static Failure full(Path file) {
        return failure(
                "the state in " + file + " cannot be written: the disk is full",
                "make room on the disk that holds " + file.getParent() + ", then try again");
    }

    private static Failure notWritable(Path file, String why) {
        return failure(
                "the state in " + file + " cannot be opened for writing (" + why + ")",
                "see that you may write to " + file + " and its folder, then try again");
    }

    private static Failure failure(String message, String fix) {
        return Failure.of(Failure.Category.FAILED, message).withFix(fix);
    }

    private static boolean isFull(Path file) {
        try {
            return Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace() < LEAST_SPACE;
        } catch (IOException _) {
            return false;
        }
    }
}
