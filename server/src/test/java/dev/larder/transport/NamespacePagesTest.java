package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.v1.KindPolicy;
import dev.larder.v1.ListNamespacesRequest;
import dev.larder.v1.ListNamespacesResponse;
import dev.larder.v1.Namespace;
import dev.larder.v1.PutNamespaceRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Listings of namespaces, page by page. */
class NamespacePagesTest extends LargeAnswersFixture {
  @Test
  void namespaces_inPages_areAllThereInOrder() {
    for (String name : List.of("b", "a", "c", "e", "d")) {
      var put =
          server
              .cache()
              .putObject(
                  Requests.put().toBuilder()
                      .setKey(Requests.KEY.toBuilder().setNamespace(name))
                      .build());
      assertEquals(1, put.getRevision());
    }
    ListNamespacesRequest.Builder request = ListNamespacesRequest.newBuilder().setPageSize(2);
    List<String> names = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    do {
      ListNamespacesResponse page = server.admin().listNamespaces(request.build());
      page.getNamespacesList().forEach(namespace -> names.add(namespace.getName()));
      sizes.add(page.getNamespacesCount());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    assertEquals(List.of("a", "b", "c", "d", "e"), names);
    assertEquals(List.of(2, 2, 1), sizes);
  }

  @Test
  void namespaces_largerThanAMessage_giveShortPages() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Namespace.Builder namespace = Namespace.newBuilder().setName("N%02d".formatted(i));
      for (int kind = 0; kind < 200; kind++) {
        namespace.addKinds(KindPolicy.newBuilder().setKind("%0400d".formatted(kind)));
      }
      var put = PutNamespaceRequest.newBuilder().setNamespace(namespace).build();
      expected.add(server.admin().putNamespace(put).getNamespace().getName());
    }
    ListNamespacesRequest.Builder request = ListNamespacesRequest.newBuilder();
    List<String> names = new ArrayList<>();
    do {
      ListNamespacesResponse page = server.admin().listNamespaces(request.build());
      assertTrue(page.getSerializedSize() <= LIMIT, page.getSerializedSize() + " bytes");
      page.getNamespacesList().forEach(namespace -> names.add(namespace.getName()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    assertEquals(expected, names);
  }
}
