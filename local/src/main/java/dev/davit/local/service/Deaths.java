package dev.davit.local.service;

import dev.davit.app.Release;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tasks of one fleet that died while somebody waits for it to be healthy. For the service's thread. */
final class Deaths implements AutoCloseable {
    /** So many tasks of a release may die before it counts as broken, and fewer in one place. */
    private static final int DEATHS = 3;

    private static final int DEATHS_IN_ONE_SLOT = 2;
    private static final int LAST_WORDS = 20;

    private final Site site;
    private final Fleet fleet;
    private final List<TaskDeath> deaths = new ArrayList<>();
    private final Map<Slot, Integer> bySlot = new HashMap<>();

    Deaths(Site site, Fleet fleet) {
        this.site = site;
        this.fleet = fleet;
        fleet.onDeath(death -> {
            deaths.add(death);
            bySlot.merge(death.task().slot, 1, Integer::sum);
        });
    }

    /** The release will not become healthy. */
    boolean isBroken() {
        return deaths.size() >= DEATHS
                || bySlot.containsValue(DEATHS_IN_ONE_SLOT)
                || deaths.stream().anyMatch(death -> !death.worthRetry());
    }

    Optional<TaskDeath> last() {
        return deaths.isEmpty() ? Optional.empty() : Optional.of(deaths.getLast());
    }

    /**
     * @param isKept the log stays where {@code davit logs} finds it
     */
    RolloutFailedException failure(TaskDeath death, boolean isKept) {
        String id = death.task().id;
        String seeAll = isKept
                ? "; see all it wrote with 'davit logs'"
                : "; all it wrote is in " + site.logs().folder(id).resolve("log");
        Release release = fleet.release();
        return new RolloutFailedException(
                release,
                "task " + id + " " + death.cause(),
                site.logs().lastLines(id, LAST_WORDS),
                death.fix() + (death.wrote() ? seeAll : ""));
    }

    @Override
    public void close() {
        fleet.onDeath(_ -> {});
    }
}
