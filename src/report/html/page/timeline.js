{
  // Timeline: a lane is one stop of the Tab key, the arrows go from mark to mark.
  for (const lane of all('.lane > svg')) {
    const marks = all('g', lane);
    if (!marks.length)
      continue;
    marks.forEach(label);
    let at = -1;
    const go = to => {
      if (marks[at])
        marks[at].classList.remove('at');
      at = clamp(to, 0, marks.length - 1);
      marks[at].classList.add('at');
      tell(marks[at]);
    };
    lane.tabIndex = 0;
    lane.addEventListener('focus', () => {
      if (lane.matches(':focus-visible'))
        go(at);
    });
    lane.addEventListener('blur', () => {
      hush();
      if (marks[at])
        marks[at].classList.remove('at');
    });
    lane.addEventListener('keydown', event => {
      const to = {ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: marks.length - 1}[event.key];
      if (event.key === 'Escape')
        hush();
      if (to === undefined)
        return;
      event.preventDefault();
      go(to);
    });
  }
  all('.growth circle').forEach(label);
}
