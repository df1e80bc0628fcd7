package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.v1.ListNamespacesRequest;
import dev.larder.v1.LookupObjectsRequest;
import org.junit.jupiter.api.Test;

class PageTokensTest {
  private static final LookupObjectsRequest ARGUMENTS =
      LookupObjectsRequest.newBuilder().setNamespace("acme").setKind("users").build();

  @Test
  void token_withItsArguments_givesThePositionBack() {
    for (String position : new String[] {"U1", "🐧", "a".repeat(512)}) {
      assertEquals(position, PageTokens.after(ARGUMENTS, PageTokens.next(ARGUMENTS, position)));
    }
  }

  @Test
  void lastPage_hasNoToken_andTheFirstNeedsNone() {
    assertEquals("", PageTokens.next(ARGUMENTS, null));
    assertNull(PageTokens.after(ARGUMENTS, ""));
  }

  @Test
  void token_withOtherArguments_isRefused() {
    String token = PageTokens.next(ARGUMENTS, "U1");
    assertRefused(ARGUMENTS.toBuilder().setKind("messages").build(), token);
    assertRefused(ListNamespacesRequest.getDefaultInstance(), token);
  }

  @Test
  void token_thatWasChangedAnywhere_isRefused() {
    String token = PageTokens.next(ARGUMENTS, "U123");
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      assertRefused(ARGUMENTS, token.substring(0, i) + other + token.substring(i + 1));
    }
    assertRefused(ARGUMENTS, token + "AAAA");
    assertRefused(ARGUMENTS, token.substring(0, token.length() - 3));
  }

  private static void assertRefused(com.google.protobuf.Message arguments, String token) {
    CacheException failure =
        assertThrows(CacheException.class, () -> PageTokens.after(arguments, token));
    assertEquals(Reason.PAGE_TOKEN_INVALID, failure.reason());
  }
}
