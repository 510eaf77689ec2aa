package dev.davit.local.service;

import dev.davit.app.App;
import dev.davit.app.Deployed;
import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.app.Release;
import dev.davit.balancer.TargetGroup;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.state.ReleaseState;
import dev.davit.local.state.SavedService;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes a service run a wanted release, unless it does. On the service's thread. */
final class Deployment {
    private final Standing standing;
    private final Site site;
    private final DeployRequest request;
    private final ListenAddress address;

    Deployment(Standing standing, DeployRequest request) {
        this.standing = standing;
        this.site = standing.site;
        this.request = request;
        this.address = request.address();
    }

    /**
     * @throws Failure when the service does not run the wanted release; the one before it, if any, serves as before
     */
    Deployed run(Progress progress, Rollout.Pump pump) {
        Fleet old = standing.serving();
        if (old != null && isSame(old)) {
            return keep(old, progress, pump);
        }
        TaskRuntime runtime = old == null || request.runtime().isPresent()
                ? site.runtimes().choose(request.runtime())
                : site.runtimes().keep(old.runtime().name());
        TargetGroup group = groupFor(request.app(), old);
        Door.Reserved reserved = reserve(group, old);
        Release release;
        try {
            release = record(runtime, old);
        } catch (RuntimeException e) {
            giveUp(reserved, group, old);
            throw e;
        }
        Fleet next = standing.newFleet(release, group, runtime);
        try {
            new Rollout(site, next, old, reserved.listener(), () -> serve(next), pump).run(progress);
            reserved.take();
            if (old != null && old.group() != group) {
                standing.close(old.group());
            }
            return new Deployed(release, address.url(), true);
        } catch (RolloutFailedException e) {
            giveUp(reserved, group, old);
            throw failure(old, e);
        } catch (AbandonedException e) {
            // The tasks of the group drain before the service closes it.
            reserved.giveUp();
            throw e;
        } catch (RuntimeException e) {
            if (standing.serving() == next) {
                reserved.giveUp();
            } else {
                next.retireAll();
                giveUp(reserved, group, old);
            }
            throw e;
        }
    }

    private Deployed keep(Fleet old, Progress progress, Rollout.Pump pump) {
        Door.Reserved reserved = standing.door.reserve(address, old.group());
        try {
            new Recovery(site, old, pump).await(progress);
            reserved.take();
        } catch (RolloutFailedException e) {
            reserved.giveUp();
            throw Failure.of(Failure.Category.ROLLOUT, words(e))
                    .withDetails(e.lastWords())
                    .withFix(e.fix());
        } catch (RuntimeException e) {
            reserved.giveUp();
            throw e;
        }
        site.state().save(saved(old));
        return new Deployed(old.release(), address.url(), false);
    }

    private Door.Reserved reserve(TargetGroup group, @Nullable Fleet old) {
        try {
            return standing.door.reserve(address, old == null ? group : old.group());
        } catch (RuntimeException e) {
            giveUp(group, old);
            throw e;
        }
    }

    private void giveUp(Door.Reserved reserved, TargetGroup group, @Nullable Fleet old) {
        reserved.giveUp();
        giveUp(group, old);
    }

    private void giveUp(TargetGroup group, @Nullable Fleet old) {
        if (old == null || old.group() != group) {
            standing.close(group);
        }
    }

    private boolean isSame(Fleet old) {
        return old.release().image().equals(request.image())
                && Descriptions.sameService(old.release().app(), request.app())
                && request.runtime().map(old.runtime().name()::equals).orElse(true);
    }

    private TargetGroup groupFor(App app, @Nullable Fleet old) {
        return old != null && old.group().settings().equals(Descriptions.settings(app))
                ? old.group()
                : standing.newGroup(app);
    }

    private Release record(TaskRuntime runtime, @Nullable Fleet old) {
        Instant now = site.clock().instant();
        if (old == null) {
            site.state().save(new SavedService(standing.name, address.toString(), runtime.name(), 0));
        }
        Release release = site.state().record(request.app(), request.image(), request.revision(), now);
        // Whoever sent the image holds it only for as long as that process lives.
        site.pinImages().run();
        return release;
    }

    private void serve(Fleet next) {
        site.state().serve(saved(next));
        standing.serve(next);
    }

    private SavedService saved(Fleet fleet) {
        return new SavedService(
                standing.name,
                address.toString(),
                fleet.runtime().name(),
                fleet.release().number());
    }

    private String words(RolloutFailedException e) {
        return standing.name + " " + e.release().label() + " does not run: " + e.getMessage();
    }

    private Failure failure(@Nullable Fleet old, RolloutFailedException e) {
        site.remember(
                "the failure of " + e.release().label(),
                state -> state.mark(standing.name, e.release().number(), ReleaseState.FAILED));
        String what = words(e);
        Failure failure = (old == null
                        ? Failure.of(Failure.Category.ROLLOUT, what)
                        : Failure.of(
                                Failure.Category.ROLLED_BACK,
                                what + "; " + old.release().label() + " serves as before"))
                .withDetails(e.lastWords());
        return failure.withFix(e.fix());
    }
}
