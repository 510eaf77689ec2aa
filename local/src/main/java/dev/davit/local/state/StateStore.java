package dev.davit.local.state;

import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.Failure;
import dev.davit.app.Release;
import dev.davit.image.Digest;
import dev.davit.local.files.PrivateFiles;
import dev.davit.local.json.Json;
import dev.davit.local.runtime.TaskHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * The agent's memory. Each method returns once what it says is written; what was written survives the agent's death.
 * Where that cannot be, it throws a {@link Failure} that holds nothing of what was to be written.
 * Safe for use by several threads: the thread {@code davit-state} alone touches the connection.
 */
public final class StateStore implements AutoCloseable {
    private static final RowMapper<Release> RELEASE = (row, _) -> new Release(
            row.getInt("number"),
            Json.read(row.getString("app"), App.class),
            Digest.parse(row.getString("image")),
            Optional.ofNullable(row.getString("revision")),
            Instant.parse(row.getString("created_at")));

    private static final RowMapper<SavedService> SERVICE = (row, _) -> new SavedService(
            new AppName(row.getString("name")),
            row.getString("address"),
            row.getString("runtime"),
            row.getInt("serving"));

    private static final RowMapper<SavedTask> TASK = (row, _) -> new SavedTask(
            row.getString("id"),
            new AppName(row.getString("service")),
            row.getInt("release"),
            row.getInt("restarts"),
            Json.read(row.getString("handle"), TaskHandle.class),
            Instant.parse(row.getString("started_at")));

    private final Path file;
    private final ExecutorService owner;
    private final Handle handle;

    private StateStore(Path file, ExecutorService owner, Handle handle) {
        this.file = file;
        this.owner = owner;
        this.handle = handle;
    }

    /**
     * Opens the database, which is made when it is not there.
     *
     * @throws DamagedStateException when the file is no sound database of this version
     * @throws Failure when the file cannot be opened or written, damaged or not
     */
    public static StateStore open(Path file) {
        ExecutorService owner = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("davit-state").daemon().factory());
        try {
            Handle handle = await(owner.submit(() -> {
                try {
                    PrivateFiles.create(file);
                    return Schema.open(file);
                } catch (IOException e) {
                    throw StateFailures.of(file, e);
                } catch (JdbiException e) {
                    throw StateFailures.of(file, e);
                }
            }));
            return new StateStore(file, owner, handle);
        } catch (RuntimeException e) {
            owner.shutdown();
            throw e;
        }
    }

    public List<SavedService> services() {
        return ask(db -> db.createQuery("SELECT name, address, runtime, serving FROM service ORDER BY name")
                .map(SERVICE)
                .list());
    }

    public void save(SavedService service) {
        tell(db -> upsert(db, service));
    }

    private static int upsert(Handle db, SavedService service) {
        return db.createUpdate("INSERT INTO service (name, address, runtime, serving)"
                        + " VALUES (:name, :address, :runtime, :serving)"
                        + " ON CONFLICT (name) DO UPDATE SET address = excluded.address, runtime = excluded.runtime,"
                        + " serving = excluded.serving")
                .bind("name", service.name().value())
                .bind("address", service.address())
                .bind("runtime", service.runtime())
                .bind("serving", service.serving())
                .execute();
    }

    /** Forgets that a service is to run; its releases stay on record. */
    public void remove(AppName service) {
        tell(db -> {
            db.execute("DELETE FROM service WHERE name = ?", service.value());
            return db.execute(
                    "UPDATE release SET state = ? WHERE service = ? AND state = ?",
                    ReleaseState.RETIRED.name(),
                    service.value(),
                    ReleaseState.SERVING.name());
        });
    }

    /** Records a new release under the next number of its service. */
    public Release record(App app, Digest image, Optional<String> revision, Instant now) {
        return ask(db -> {
            int number = 1
                    + db.createQuery("SELECT coalesce(max(number), 0) FROM release WHERE service = :service")
                            .bind("service", app.name().value())
                            .mapTo(Integer.class)
                            .one();
            db.createUpdate("INSERT INTO release (service, number, app, image, revision, state, created_at)"
                            + " VALUES (:service, :number, :app, :image, :revision, :state, :at)")
                    .bind("service", app.name().value())
                    .bind("number", number)
                    .bind("app", Json.write(app))
                    .bind("image", image.toString())
                    .bind("revision", revision.orElse(null))
                    .bind("state", ReleaseState.ROLLING_OUT.name())
                    .bind("at", now.toString())
                    .execute();
            return new Release(number, app, image, revision, now);
        });
    }

    public Optional<Release> release(AppName service, int number) {
        return ask(db -> db.createQuery("SELECT * FROM release WHERE service = :service AND number = :number")
                .bind("service", service.value())
                .bind("number", number)
                .map(RELEASE)
                .findOne());
    }

    /**
     * The images that services on record need to go on, to be rolled back, or to move to: of each the serving release,
     * those that are being rolled out, and the newest ones. The keys are such as {@code hello v3}.
     */
    public Map<String, Digest> neededImages(int newest) {
        return ask(db -> {
            Map<String, Digest> images = new LinkedHashMap<>();
            db.createQuery("SELECT service, number, image FROM (SELECT release.*, serving, row_number() OVER"
                            + " (PARTITION BY service ORDER BY number DESC) AS age"
                            + " FROM release JOIN service ON service.name = release.service)"
                            + " WHERE age <= :newest OR number = serving OR state = :rolling"
                            + " ORDER BY service, number")
                    .bind("newest", newest)
                    .bind("rolling", ReleaseState.ROLLING_OUT.name())
                    .map((row, _) -> Map.entry(
                            row.getString("service") + " v" + row.getInt("number"),
                            Digest.parse(row.getString("image"))))
                    .forEach(entry -> images.put(entry.getKey(), entry.getValue()));
            return images;
        });
    }

    public void mark(AppName service, int number, ReleaseState state) {
        tell(db -> db.execute(
                "UPDATE release SET state = ? WHERE service = ? AND number = ?",
                state.name(),
                service.value(),
                number));
    }

    /** In one step, a release becomes the serving one and the one before it is retired. */
    public void serve(SavedService service) {
        tell(db -> db.inTransaction(transaction -> {
            String name = service.name().value();
            transaction.execute(
                    "UPDATE release SET state = ? WHERE service = ? AND state = ?",
                    ReleaseState.RETIRED.name(),
                    name,
                    ReleaseState.SERVING.name());
            transaction.execute(
                    "UPDATE release SET state = ? WHERE service = ? AND number = ?",
                    ReleaseState.SERVING.name(),
                    name,
                    service.serving());
            return upsert(transaction, service);
        }));
    }

    /** Says of every rollout that an earlier agent did not finish that it failed. */
    public void failUnfinishedRollouts() {
        tell(db -> db.execute(
                "UPDATE release SET state = ? WHERE state = ?",
                ReleaseState.FAILED.name(),
                ReleaseState.ROLLING_OUT.name()));
    }

    public void save(SavedTask task) {
        tell(db -> db.createUpdate("INSERT INTO task (id, service, release, restarts, handle, started_at)"
                        + " VALUES (:id, :service, :release, :restarts, :handle, :at)")
                .bind("id", task.id())
                .bind("service", task.service().value())
                .bind("release", task.release())
                .bind("restarts", task.restarts())
                .bind("handle", Json.write(task.handle()))
                .bind("at", task.startedAt().toString())
                .execute());
    }

    /** Notes how a task ended. */
    public void ended(String task, String how, Instant now) {
        tell(db -> db.execute("UPDATE task SET ended_at = ?, how = ? WHERE id = ?", now.toString(), how, task));
    }

    /** Tasks that were not seen to end, of all services. */
    public List<SavedTask> tasks() {
        return ask(db -> db.createQuery("SELECT * FROM task WHERE ended_at IS NULL ORDER BY started_at")
                .map(TASK)
                .list());
    }

    /** The release of each task of a service that is known, the one that started first in front. */
    public Map<String, Integer> taskReleases(AppName service) {
        return ask(db -> {
            Map<String, Integer> tasks = new LinkedHashMap<>();
            db.createQuery("SELECT id, release FROM task WHERE service = :service ORDER BY started_at")
                    .bind("service", service.value())
                    .map((row, _) -> Map.entry(row.getString("id"), row.getInt("release")))
                    .forEach(entry -> tasks.put(entry.getKey(), entry.getValue()));
            return tasks;
        });
    }

    /** Forgets the service's tasks that have ended, but for the last ones, and returns those forgotten. */
    public List<String> forgetEnded(AppName service, int kept) {
        return ask(db -> db.inTransaction(transaction -> {
            List<String> old = transaction
                    .createQuery("SELECT id FROM task WHERE service = :service AND ended_at IS NOT NULL"
                            + " ORDER BY ended_at DESC LIMIT -1 OFFSET :kept")
                    .bind("service", service.value())
                    .bind("kept", kept)
                    .mapTo(String.class)
                    .list();
            old.forEach(id -> transaction.execute("DELETE FROM task WHERE id = ?", id));
            return old;
        }));
    }

    @Override
    public void close() {
        tell(db -> {
            db.close();
            return 0;
        });
        owner.shutdown();
    }

    private void tell(Function<Handle, Integer> work) {
        ask(work);
    }

    private <T> T ask(Function<Handle, T> work) {
        return await(owner.submit(() -> {
            try {
                return work.apply(handle);
            } catch (JdbiException e) {
                throw StateFailures.of(file, e);
            }
        }));
    }

    private static <T> T await(Future<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException failure) {
                        throw failure;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
