package dev.larder.client;

import java.util.List;
import java.util.Objects;

/**
 * Asks for the objects of a kind that have a value in an index field. Found is what a read under
 * the same options would serve; negative objects never are.
 *
 * @param namespace the namespace
 * @param kind the kind
 * @param fields the index fields that are searched: any of them may have the value; empty for all
 *     fields
 * @param value the value, compared whole; empty, with no fields, for every object of the kind
 * @param options what is accepted; {@link Freshness#REFRESH} is refused and {@code ifNoneMatch} has
 *     no meaning
 * @param pageSize at most so many a page, 1 to 1000; 0 for the server's default, 100
 */
public record Lookup(
    String namespace,
    String kind,
    List<String> fields,
    String value,
    ReadOptions options,
    int pageSize) {
  public Lookup {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(options, "options");
    fields = List.copyOf(fields);
  }

  /** Every object of a kind. */
  public static Lookup all(String namespace, String kind) {
    return new Lookup(namespace, kind, List.of(), "", ReadOptions.defaults(), 0);
  }

  /**
   * Every object of a kind that has this value in one of these fields, or in any field when none is
   * named.
   */
  public static Lookup of(String namespace, String kind, String value, String... fields) {
    return new Lookup(namespace, kind, List.of(fields), value, ReadOptions.defaults(), 0);
  }

  /** This, with other {@link #options}. */
  public Lookup withOptions(ReadOptions other) {
    return new Lookup(namespace, kind, fields, value, other, pageSize);
  }

  /** This, with another {@link #pageSize}. */
  public Lookup withPageSize(int other) {
    return new Lookup(namespace, kind, fields, value, options, other);
  }
}
