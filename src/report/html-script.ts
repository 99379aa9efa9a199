/** The script of the page as text: it sorts the table of RTUs. Without it the page still has every figure and chart. */
import { ROWS_SHOWN } from './html-rtus.js';

/** JavaScript for browsers. */
export const PAGE_SCRIPT = `
(() => {
  'use strict';

  /** '–' is no figure and stays below, whichever way the table is sorted. */
  const keyOf = (cell, text) => {
    const content = cell.textContent;
    if (content === '–') return null;
    if (text) return content;
    const value = Number.parseFloat(content.replace(/[<,]/g, ''));
    return Number.isNaN(value) ? null : value;
  };

  const sortRows = (table, column, upwards, text) => {
    const body = table.querySelector('tbody');
    const rows = Array.from(body.children, (row) => ({ row, key: keyOf(row.children[column], text) }));
    const turn = upwards ? 1 : -1;
    const collator = new Intl.Collator(undefined, { numeric: true });
    rows.sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
      return turn * (text ? collator.compare(a.key, b.key) : a.key - b.key);
    });
    for (const { row } of rows) body.appendChild(row);
  };

  const makeSortable = (table) => {
    const heads = Array.from(table.querySelectorAll('th'));
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      button.title = head.title;
      head.textContent = '';
      head.appendChild(button);
      const text = head.classList.contains('t');
      button.addEventListener('click', () => {
        // Names and numbers begin at the low end, figures with the worst.
        const first = text || column === 0 ? 'ascending' : 'descending';
        const other = first === 'ascending' ? 'descending' : 'ascending';
        const order = head.getAttribute('aria-sort') === first ? other : first;
        for (const one of heads) one.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', order);
        sortRows(table, column, order === 'ascending', text);
      });
    });
  };

  const shorten = (table) => {
    const rows = table.querySelectorAll('tbody tr').length;
    if (rows <= ${ROWS_SHOWN}) return;
    table.classList.add('short');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'all';
    button.textContent = 'Show all ' + rows.toLocaleString('en-US') + ' RTUs';
    button.addEventListener('click', () => {
      table.classList.remove('short');
      button.remove();
    });
    table.parentNode.appendChild(button);
  };

  const show = (suffix) => {
    const table = document.getElementById('rtus' + suffix);
    if (table) {
      makeSortable(table);
      shorten(table);
    }
  };
  // A page with several runs names the endings of their ids.
  for (const suffix of (document.body.getAttribute('data-runs') || '').split(' ')) show(suffix);
})();
`;
