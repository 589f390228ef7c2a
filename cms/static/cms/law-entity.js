// A citation of an article inside rich text: chosen in Wagtail's modal, shown with a tooltip.
(() => {
  const { ModalWorkflowSource, TooltipEntity, registerPlugin } = window.draftail;
  const { EditorState, Modifier, RichUtils } = window.DraftJS;
  const icon = (name) =>
    window.React.createElement(
      "svg",
      { className: `icon icon-${name} icon`, "aria-hidden": "true" },
      window.React.createElement("use", { href: `#icon-${name}` }),
    );

  class CitationSource extends ModalWorkflowSource {
    getChooserConfig(entity, selected) {
      const words = entity ? "" : selected.trim().slice(0, 40);
      return {
        url: this.props.entityType.chooserUrls.provisionChooser,
        urlParams: words ? { q: words } : {},
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: { chosen: this.onChosen },
      };
    }

    filterEntityData({ id, url, string }) {
      return { id, url, label: string };
    }

    // As Wagtail's own, except that a citation may be edited like the words around it, and that
    // without a selection the article's name is written.
    onChosen(chosen) {
      const { editorState, entityType, onComplete } = this.props;
      const selection = editorState.getSelection();
      const content = editorState
        .getCurrentContent()
        .createEntity(entityType.type, "MUTABLE", this.filterEntityData(chosen));
      const key = content.getLastCreatedEntityKey();
      const next = selection.isCollapsed()
        ? EditorState.push(
            editorState,
            Modifier.replaceText(content, selection, chosen.citation, null, key),
            "insert-characters",
          )
        : RichUtils.toggleLink(editorState, selection, key);
      this.workflow.close();
      onComplete(next);
    }
  }

  const Citation = (props) => {
    const { url, label } = props.contentState.getEntity(props.entityKey).getData();
    return window.React.createElement(TooltipEntity, {
      ...props,
      icon: icon(url ? "openquote" : "warning"),
      label: label || "法条已经不在",
      url: url || "",
    });
  };

  registerPlugin({ type: "LAW", source: CitationSource, decorator: Citation }, "entityTypes");
})();
