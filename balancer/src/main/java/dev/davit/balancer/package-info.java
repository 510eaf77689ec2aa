@NullMarked
package dev.davit.balancer;

import org.jspecify.annotations.NullMarked;
