package dev.davit.balancer;

import io.netty.channel.ChannelInboundHandlerAdapter;

/** A connection's handler with one deadline, which its loop looks at ten times a second: no timer is made for each request. */
abstract class Timed extends ChannelInboundHandlerAdapter {
    static final long NEVER = Long.MAX_VALUE;

    /** The place in the loop's list; -1 outside it. */
    int slot = -1;

    /** By the clock of {@link Loop#now()}. */
    long deadline = NEVER;

    /** The deadline has passed; it was reset to {@link #NEVER}. */
    abstract void expired();
}
