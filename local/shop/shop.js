// The shop's own buttons open the website's apps (docs/apps.md).
for (const button of document.querySelectorAll('[data-app]'))
  button.onclick = () => window.Foyer?.open(button.dataset.app);
