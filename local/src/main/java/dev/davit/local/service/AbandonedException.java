package dev.davit.local.service;

/** A service's thread is to drop what it does, because the service is to be removed or left. */
final class AbandonedException extends RuntimeException {}
