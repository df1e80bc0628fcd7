package dev.larder.config;

/**
 * The text of a value, as somebody gave it.
 *
 * @param text not yet parsed
 * @param origin where it stands, as shown to people: {@code --port}, {@code LARDER_PORT}, {@code
 *     larder.conf:3}
 */
record GivenValue(String text, String origin) {}
