package dev.davit.local.service;

import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.Release;
import dev.davit.app.ServiceStatus;
import dev.davit.balancer.TargetGroup;
import dev.davit.image.Digest;
import dev.davit.local.runtime.TaskRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a service consists of at one time: its listener and its fleets. For the service's thread. */
final class Standing {
    /** Tells the target groups of one load balancer apart, those of services of before with the same name too. */
    private static final AtomicLong GROUPS = new AtomicLong();

    private static final Logger LOG = LoggerFactory.getLogger(Standing.class);
    private static final Duration BEFORE_NEXT_KNOCK = Duration.ofSeconds(1);

    final AppName name;
    final Site site;
    final Door door;
    private final Consumer<Message> mailbox;
    private final List<Fleet> fleets = new ArrayList<>();
    private @Nullable Fleet serving;
    private final List<TargetGroup> groups = new ArrayList<>();
    private volatile Set<Digest> images = Set.of();

    /** Where to listen, while that cannot be. */
    private @Nullable ListenAddress shutOut;

    private Instant nextKnock = Instant.MIN;

    Standing(AppName name, Site site, Consumer<Message> mailbox) {
        this.name = name;
        this.site = site;
        this.mailbox = mailbox;
        this.door = new Door(site.balancer());
    }

    /** The fleet that gets requests. */
    @Nullable
    Fleet serving() {
        return serving;
    }

    void serve(Fleet fleet) {
        serving = fleet;
    }

    List<Fleet> fleets() {
        return List.copyOf(fleets);
    }

    List<Task> tasks() {
        return fleets.stream().flatMap(fleet -> fleet.tasks().stream()).toList();
    }

    Fleet newFleet(Release release, TargetGroup group, TaskRuntime runtime) {
        Fleet fleet = new Fleet(release, group, runtime, site, mailbox);
        fleets.add(fleet);
        noteImages();
        return fleet;
    }

    /** A target group of its own, whose news come as messages. */
    TargetGroup newGroup(App app) {
        TargetGroup group =
                site.balancer().targetGroup(name + "-" + GROUPS.incrementAndGet(), Descriptions.settings(app));
        groups.add(group);
        group.addListener((target, _, after) -> mailbox.accept(new Message.HealthChanged(target.id(), after)));
        return group;
    }

    /** Nothing needs the group any more. */
    void close(TargetGroup group) {
        groups.remove(group);
        group.close();
    }

    void closeGroups() {
        List.copyOf(groups).forEach(this::close);
    }

    /** Listens there as soon as that can be, at once if possible. */
    void listenWhenPossible(ListenAddress address) {
        shutOut = address;
        if (serving != null) {
            knock(serving);
        }
    }

    void handle(Message.OfTask message) {
        for (Fleet fleet : fleets()) {
            if (fleet.handle(message)) {
                return;
            }
        }
    }

    /** Replaces what has died and gives up on what will not live. */
    void reconcile() {
        Fleet current = serving;
        if (current != null) {
            current.expire();
            current.fill();
            knock(current);
        }
        if (fleets.removeIf(fleet -> fleet != current && fleet.isSpent())) {
            noteImages();
        }
    }

    Optional<Instant> nextTimer() {
        List<Instant> timers = new ArrayList<>();
        fleets.forEach(fleet -> fleet.nextTimer().ifPresent(timers::add));
        if (shutOut != null) {
            timers.add(nextKnock);
        }
        return timers.stream().min(Instant::compareTo);
    }

    /** The images of all fleets, from before anything is done with one. For any thread. */
    Set<Digest> images() {
        return images;
    }

    /** This image will be needed by a fleet that cannot be made yet. */
    void expect(Digest image) {
        images = Set.of(image);
    }

    private void noteImages() {
        images = fleets.stream().map(fleet -> fleet.release().image()).collect(Collectors.toUnmodifiableSet());
    }

    Optional<ServiceStatus> status() {
        ListenAddress address = shutOut;
        if (address == null && !door.isOpen()) {
            return Optional.empty();
        }
        return Optional.of(Statuses.of(name, address == null ? door.address() : address, serving, fleets));
    }

    /** An earlier agent's address may have been taken in the meantime, and may be free again. */
    private void knock(Fleet current) {
        ListenAddress address = shutOut;
        Instant now = site.clock().instant();
        if (address == null || now.isBefore(nextKnock)) {
            return;
        }
        try {
            door.reserve(address, current.group()).take();
            shutOut = null;
        } catch (RuntimeException e) {
            if (nextKnock.equals(Instant.MIN)) {
                LOG.error("{} runs, but cannot listen on {}; trying again", name, address, e);
            }
            nextKnock = now.plus(BEFORE_NEXT_KNOCK);
        }
    }
}
